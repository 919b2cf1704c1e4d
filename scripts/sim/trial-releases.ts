/**
 * Releases for runs: the built application under a higher version, as it is or made bad on purpose,
 * signed for each sensor by the update key of a laboratory. Variants are made of its text: building
 * takes seconds.
 */
import { createHash } from "node:crypto";
import { offerApplication } from "../../broker/commands/applications";
import { createAuthenticator } from "../../protocol/host/authenticator";
import { signManifest } from "../../protocol/host/messages";
import { LOADER_VERSION, versionNumber } from "../../protocol/update";
import type { Firmware } from "../../simulator/fleet/firmware-bundle";
import type { Random } from "../../simulator/fleet/random";
import type { Release, ReleaseKind } from "../../simulator/run/broker-under-test";
import { updateKeyHexOf } from "../update-key";

export interface TrialReleases {
  /** What a sensor's settings need, to take these releases. */
  updateKeyHexOf(cabinetId: string): string;
  /** Puts a release where the broker of the folder finds it; answers the sensor's manifest. */
  offer(dataFolder: string, release: Release, cabinetId: string): string;
}

interface Application {
  readonly version: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

const KEY_BYTES = 32;
/** The module that the application opens its connection with, and one that no board has. */
const NETWORK_MODULE = '"net"';
const NO_MODULE = '"nothing"';
const CRASH = 'throw new Error("bad release");';

/** Throws when the application has no such text: then it is built otherwise than known here. */
function changed(text: string, from: string, to: string): string {
  if (text.includes(from)) return text.replaceAll(from, to);
  throw new Error(`Making a release: the application has no ${from}; see what it is built like.`);
}

function variant(text: string, kind: ReleaseKind): string {
  if (kind === "crashing") return CRASH + text;
  return kind === "mute" ? changed(text, NETWORK_MODULE, NO_MODULE) : text;
}

/** The minor version rises with each round. */
function nextVersion(version: string, round: number): string {
  const [major, minor] = version.split(".").map(Number);
  return `${major}.${Number(minor) + round}.0`;
}

function applicationOf({ text, manifest }: Firmware, { kind, round }: Release): Application {
  const version = nextVersion(manifest.version, round);
  const other = variant(changed(text, manifest.version, version), kind);
  const bytes = Buffer.from(other, "latin1");
  return { version, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Releases of `firmware`, signed by a key that `random` makes. */
export function createTrialReleases(firmware: Firmware, random: Random): TrialReleases {
  const masterKey = Buffer.from(Array.from({ length: KEY_BYTES }, () => random.integer(0, 255)));
  const made = new Map<string, Application>();

  function find(release: Release): Application {
    const name = `${release.kind} ${release.round}`;
    const application = made.get(name) ?? applicationOf(firmware, release);
    made.set(name, application);
    return application;
  }

  return {
    updateKeyHexOf: (cabinetId) => updateKeyHexOf(masterKey, cabinetId),
    offer: (dataFolder, release, cabinetId) => {
      const { version, bytes, sha256 } = find(release);
      offerApplication(dataFolder, { path: `release ${version}`, bytes, sha256 });
      const key = Buffer.from(updateKeyHexOf(masterKey, cabinetId), "hex");
      const manifest = {
        v: 1,
        id: cabinetId,
        version: versionNumber(version),
        bytes: bytes.length,
        sha256,
        loader: LOADER_VERSION,
      } as const;
      return signManifest(manifest, createAuthenticator(key));
    },
  };
}
