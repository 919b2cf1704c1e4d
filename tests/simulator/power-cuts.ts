/**
 * Every way in which the power can fail in a story's flash operations: the story is played once to
 * count them, then again for each operation and for each fraction of it that still reaches the
 * flash. After each the power is back, and the test looks at what the device makes of it.
 */
import type { FlashCut } from "../../simulator/runtime/flash-power";
import type { VirtualEspruino } from "../../simulator/runtime/virtual-espruino";

/** How much of the operation is done: nothing, half of it, all of it. */
const DONE_FRACTIONS = [0, 0.5, 1];

/** A story about one device; it must happen in the same way each time. */
export interface CutStory<Bench> {
  /** A new device and what it stands on. Its operations before `play` are not counted. */
  create(): Bench | Promise<Bench>;
  deviceOf(bench: Bench): VirtualEspruino;
  /** Gives power and lets things happen; goes on quietly when the power is gone. */
  play(bench: Bench): Promise<void>;
}

export interface CutPlay<Bench> {
  readonly cut: FlashCut;
  /** What was played on; its device has just got its power back. */
  readonly bench: Bench;
}

async function countOperations<Bench>(story: CutStory<Bench>): Promise<number> {
  const bench = await story.create();
  const device = story.deviceOf(bench);
  const before = device.flashOperations;
  await story.play(bench);
  device.powerOff();
  return device.flashOperations - before;
}

/** Plays the story with each cut in turn. Throws when it writes nothing to flash at all. */
export async function* powerCuts<Bench>(story: CutStory<Bench>): AsyncGenerator<CutPlay<Bench>> {
  const count = await countOperations(story);
  if (count === 0) throw new Error("The story has no flash operation that power could fail in.");
  for (let operation = 1; operation <= count; operation++) {
    for (const doneFraction of DONE_FRACTIONS) {
      const cut = { operation, doneFraction };
      const bench = await story.create();
      const device = story.deviceOf(bench);
      device.cutPowerInFlash(cut);
      await story.play(bench);
      if (device.isPowerCutAhead) {
        const wanted = `operation ${operation} of ${count}`;
        throw new Error(`The story came to no ${wanted}: it is not the same each time.`);
      }
      device.powerOn();
      yield { cut, bench };
      device.powerOff();
    }
  }
}
