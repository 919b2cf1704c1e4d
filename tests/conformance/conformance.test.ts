/** The virtual board says what the real interpreter said. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PROGRAMS } from "./programs";
import { runOnVirtualBoard } from "./virtual-run";

describe("the virtual board, held to what the real interpreter printed", () => {
  test.each(PROGRAMS)("$name", async (program) => {
    const printed = await runOnVirtualBoard(program);

    expect(printed).toBe(readFileSync(program.outputFile, "utf8"));
  });
});
