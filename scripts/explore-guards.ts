/**
 * `npm run explore -- --guards`: hands over to the part of the tests that takes guards out of a
 * copy of the project and explores there, since nothing outside the tests may import it.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";

const RUNNER = join(__dirname, "../tests/guards/run-explore-guards.ts");

/** Explores without each guard whose promise has one of the words; resolves with the exit code. */
export function runExploreGuards(words: readonly string[]): Promise<number> {
  const args = ["-r", "ts-node/register", RUNNER, ...words];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? 1));
  });
}
