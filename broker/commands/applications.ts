/**
 * The applications that sensors may fetch: files in `updates/` of the data folder, named after the
 * hash of what is in them, so that a damaged one is never sent. Decides nothing about who may.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { APP_BYTES_MAX } from "../../protocol/limits";
import { SHA_LENGTH } from "../../protocol/update";
import { brokerError } from "../errors";
import { APPLICATIONS_CACHED_MAX } from "../limits";

const UPDATES_FOLDER = "updates";

function nameOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, SHA_LENGTH);
}

function pathOf(dataFolder: string, sha: string): string {
  return join(dataFolder, UPDATES_FOLDER, `${sha}.js`);
}

/**
 * Puts an application where the broker of `dataFolder` finds it, whole or not at all. Throws
 * APPLICATION_INVALID unless it has `sha256` and a size that sensors take; `path` is where it is
 * from.
 */
export function offerApplication(
  dataFolder: string,
  application: { readonly path: string; readonly bytes: Uint8Array; readonly sha256: string },
): void {
  const { path, bytes, sha256 } = application;
  if (bytes.length === 0 || bytes.length > APP_BYTES_MAX) {
    const problem = `has ${bytes.length} bytes; it must have 1 to ${APP_BYTES_MAX}`;
    throw brokerError("APPLICATION_INVALID", { path, problem });
  }
  if (nameOf(bytes) !== sha256.slice(0, SHA_LENGTH)) {
    throw brokerError("APPLICATION_INVALID", { path, problem: "is not what was released" });
  }
  const target = pathOf(dataFolder, nameOf(bytes));
  mkdirSync(join(dataFolder, UPDATES_FOLDER), { recursive: true, mode: 0o700 });
  const unnamed = `${target}.${process.pid}.new`;
  writeFileSync(unnamed, bytes, { flush: true });
  renameSync(unnamed, target);
}

/** What `offerApplication` has put into a data folder, for the broker. */
export class Applications {
  private readonly ready = new Map<string, Buffer>();

  constructor(private readonly dataFolder: string) {}

  /** The application whose hash begins with `sha`; undefined when it is missing or damaged. */
  find(sha: string): Buffer | undefined {
    const known = this.ready.get(sha);
    if (known) return known;
    const bytes = this.read(pathOf(this.dataFolder, sha));
    if (!bytes || nameOf(bytes) !== sha) return undefined;
    if (this.ready.size >= APPLICATIONS_CACHED_MAX) this.ready.clear();
    this.ready.set(sha, bytes);
    return bytes;
  }

  private read(path: string): Buffer | undefined {
    try {
      return statSync(path).size <= APP_BYTES_MAX ? readFileSync(path) : undefined;
    } catch {
      return undefined;
    }
  }
}
