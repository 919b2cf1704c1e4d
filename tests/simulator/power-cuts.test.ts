/** Power cuts in turn: none is left out, and what they leave in flash is found. */
import { expect, test } from "vitest";
import { type CutStory, powerCuts } from "./power-cuts";
import { createTestBoard, type TestBoard } from "./runtime/test-board";

/** A counter kept in one file, which a cut can lose, or in two in turn, which none can. */
function counterStory(fileCount: number): CutStory<TestBoard> {
  return {
    create: () => {
      const board = createTestBoard(`
        var s = require("Storage"), files = ["a", "b"].slice(0, ${fileCount}), count = 0;
        files.forEach(function (f) {
          if (/^[0-9]#/.test(s.read(f) || "")) count = Math.max(count, parseInt(s.read(f)));
        });
        print(count); s.write(files[(count + 1) % ${fileCount}], (count + 1) + "##");`);
      for (const file of ["a", "b"]) board.device.storage.provision(file, "7##");
      return board;
    },
    deviceOf: (board) => board.device,
    play: async ({ clock, device }) => {
      device.powerOn();
      await clock.advance(1000);
    },
  };
}

async function counts(story: CutStory<TestBoard>): Promise<string[]> {
  const found: string[] = [];
  for await (const { cut, bench } of powerCuts(story)) {
    await bench.clock.advance(1000);
    found.push(`${cut.operation}:${cut.doneFraction} ${bench.lines[1]}`);
  }
  return found;
}

test("a file that is replaced is lost in six of nine cuts", async () => {
  expect(await counts(counterStory(1))).toEqual([
    "1:0 7",
    "1:0.5 0",
    "1:1 0",
    "2:0 0",
    "2:0.5 0",
    "2:1 0",
    "3:0 0",
    "3:0.5 8",
    "3:1 8",
  ]);
});

test("two files in turn are never lost both", async () => {
  const lost = (await counts(counterStory(2))).filter((found) => found.endsWith(" 0"));

  expect(lost).toEqual([]);
});

test("a story that writes nothing is refused", async () => {
  const story: CutStory<TestBoard> = { ...counterStory(1), play: async () => {} };

  await expect(powerCuts(story).next()).rejects.toThrow(/no flash operation/);
});

test("a story that goes another way each time is refused", async () => {
  let plays = 0;
  const { play, ...rest } = counterStory(1);
  const story: CutStory<TestBoard> = {
    ...rest,
    play: async (board) => {
      if (++plays === 1) await play(board);
    },
  };

  await expect(powerCuts(story).next()).rejects.toThrow(/not the same each time/);
});
