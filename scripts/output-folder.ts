/** The folder that a command writes its results to: made, and tried, before the work begins. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./command-line";

const PROBE_FILE = ".may-i-write";

/** One by one: the recursive way of the runtime never returns below a place such as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/**
 * Makes the folder that was named with an option, and finds out whether it can be written. Throws
 * a UsageError that names the option and says what to do.
 */
export function makeOutputFolder(option: string, path: string): void {
  try {
    makeFolder(resolve(path));
    const probe = join(path, PROBE_FILE);
    writeFileSync(probe, "");
    rmSync(probe, { force: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--${option} is "${path}", which cannot be written: ${reason}. ` +
        "Name a folder that you may write to; it is made if it is not there.",
    );
  }
}
