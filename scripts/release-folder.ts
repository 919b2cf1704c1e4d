/** A release as a folder: the application, and a manifest for each sensor it is meant for. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthenticator } from "../protocol/host/authenticator";
import { signManifest } from "../protocol/host/messages";
import { LOADER_VERSION, versionNumber } from "../protocol/update";
import { UsageError } from "./command-line";
import { updateKeyHexOf } from "./update-key";

export interface Release {
  readonly version: string;
  readonly bytes: number;
  /** Of the application, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Signed manifests by cabinet id. */
  readonly manifests: Readonly<Record<string, string>>;
}

const APPLICATION_FILE = "app.js";
const RELEASE_FILE = "release.json";

/** The path of a release's application. */
export function applicationPath(folder: string): string {
  return join(folder, APPLICATION_FILE);
}

/** Signs `application` for each cabinet and writes the folder. */
export function writeRelease(
  folder: string,
  application: { readonly version: string; readonly bytes: Buffer },
  signing: { readonly updateMasterKey: Buffer; readonly cabinetIds: readonly string[] },
): Release {
  const { version, bytes } = application;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifests = signing.cabinetIds.map((id) => {
    const key = Buffer.from(updateKeyHexOf(signing.updateMasterKey, id), "hex");
    const manifest = {
      v: 1,
      id,
      version: versionNumber(version),
      bytes: bytes.length,
      sha256,
      loader: LOADER_VERSION,
    } as const;
    return [id, signManifest(manifest, createAuthenticator(key))] as const;
  });
  const release = {
    version,
    bytes: bytes.length,
    sha256,
    manifests: Object.fromEntries(manifests),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(applicationPath(folder), bytes);
  writeFileSync(join(folder, RELEASE_FILE), `${JSON.stringify(release, null, 2)}\n`);
  return release;
}

function isRelease(value: unknown): value is Release {
  const { version, sha256, manifests } = (value ?? {}) as Record<string, unknown>;
  return typeof version === "string" && typeof sha256 === "string" && typeof manifests === "object";
}

/** Reads a release folder. Throws a UsageError when it is none. */
export function readRelease(folder: string): Release & { readonly application: Buffer } {
  try {
    const release: unknown = JSON.parse(readFileSync(join(folder, RELEASE_FILE), "utf8"));
    if (!isRelease(release)) throw new Error(`${RELEASE_FILE} is not complete`);
    return { ...release, application: readFileSync(applicationPath(folder)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `"${folder}" is no release (${reason}). Make one with: npm run release -- --version X.Y.Z`,
    );
  }
}
