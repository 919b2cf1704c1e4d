/**
 * Releases for system tests: an application of another version, signed as `npm run release` does
 * it, and put where the town's broker finds it.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { offerApplication } from "../../broker/commands/applications";
import { BUNDLE_FILE, buildFirmware } from "../../firmware/build/build-firmware";
import { createAuthenticator } from "../../protocol/host/authenticator";
import { signManifest } from "../../protocol/host/messages";
import { LOADER_VERSION, type UpdateManifest, versionNumber } from "../../protocol/update";
import { updateKeyHexOf } from "../../scripts/update-key";
import { type Town, UPDATE_MASTER_KEY } from "./town";

export interface Application {
  readonly version: string;
  readonly bytes: Buffer;
}

/** Builds the application as `version`, from the source as it is. */
export async function buildApplication(version: string): Promise<Application> {
  const outFolder = mkdtempSync(join(tmpdir(), "aed-release-"));
  try {
    await buildFirmware({ outFolder, version });
    return { version, bytes: readFileSync(join(outFolder, BUNDLE_FILE)) };
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

/** The same application with another text in it. */
export function changed(application: Application, from: string, to: string): Application {
  const before = application.bytes.toString("latin1");
  if (!before.includes(from)) throw new Error(`The application has no ${from} to change.`);
  return { ...application, bytes: Buffer.from(before.replaceAll(from, to), "latin1") };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What a manifest says of an application for a cabinet. */
export function manifestOf(id: string, { version, bytes }: Application): UpdateManifest {
  return {
    v: 1,
    id,
    version: versionNumber(version),
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    loader: LOADER_VERSION,
  };
}

export function signedManifest(
  manifest: UpdateManifest,
  masterKey: Buffer = UPDATE_MASTER_KEY,
): string {
  const key = Buffer.from(updateKeyHexOf(masterKey, manifest.id), "hex");
  return signManifest(manifest, createAuthenticator(key));
}

/** Puts an application into the folder of the town's broker. */
export function offer(town: Town, { version, bytes }: Application): void {
  offerApplication(town.folder, { path: `release ${version}`, bytes, sha256: sha256Of(bytes) });
}

/** Offers the application and orders a cabinet to fetch it; returns the command's number. */
export async function release(town: Town, id: string, application: Application): Promise<number> {
  offer(town, application);
  const manifest = signedManifest(manifestOf(id, application));
  return await town.order(id, "update", { manifest }, 7 * 86_400);
}
