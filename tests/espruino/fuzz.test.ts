/** Nothing that the broker did not send is taken, however it is made; on the real interpreter. */
import { describe, expect, test } from "vitest";
import { binary } from "./bench";
import { runScript } from "./run-script";

describe.skipIf(!binary)("on the real interpreter", () => {
  test("ten thousand mutated packets and as many commands: no crash, none taken", async () => {
    const printed = await runScript({
      binary: binary ?? "",
      entry: "fuzz-entry.ts",
      until: /GOOD \d/,
      timeoutMs: 110_000,
    });

    expect(printed.slice(-2000)).toContain("FUZZED 10000 10000 0");
    expect(printed.slice(-2000)).toContain("GOOD 1");
    expect(printed).not.toMatch(/Uncaught|Interrupted|MEMORY/);
  });
});
