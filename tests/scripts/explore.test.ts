/** The command as a person calls it: small searches, wrong words, exit codes. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const projectFolder = join(__dirname, "../..");
const RUN_MS_MAX = 120_000;

function explore(...args: string[]) {
  const words = ["-r", "ts-node/register", join(projectFolder, "scripts/explore.ts"), ...args];
  const run = spawnSync(process.execPath, words, { encoding: "utf8", timeout: RUN_MS_MAX });
  return { exitCode: run.status, output: run.stdout + run.stderr };
}

describe("npm run explore", { timeout: RUN_MS_MAX }, () => {
  test("tells how many seeds broke nothing", () => {
    const { exitCode, output } = explore(
      ...["--seeds", "2", "--days", "1", "--cabinets", "1", "--only", "open-door,take-aed"],
    );

    expect(output).toMatch(/2 seeds, 2 cabinet-days in .* no promise was broken/);
    expect(exitCode).toBe(0);
  });

  test("a verb that there is not is a mistake of who called it", () => {
    const { exitCode, output } = explore("--only", "tkae-aed");

    expect(output).toContain('There is no verb "tkae-aed"');
    expect(exitCode).toBe(2);
  });

  test("a replay shows the verdict of its seed", () => {
    const { exitCode, output } = explore(
      ...["--replay", "7", "--days", "1", "--cabinets", "1", "--only", "open-door"],
    );

    expect(output).toContain("explore-7");
    expect(output).toContain("no-false-ready");
    expect(exitCode).toBe(0);
  });
});
