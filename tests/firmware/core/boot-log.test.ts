/** The boot counter under power cuts: every flash operation is cut at every length, and again. */
import { describe, expect, test } from "vitest";
import { claimBoot, LIVED_NOTE, lastBoot, leaveNote } from "../../../firmware/core/boot-log";
import type { FlashArea } from "../../../firmware/core/flash-area";
import { COUNTER_MAX } from "../../../protocol/limits";
import { MemoryFlash, nodeCrypto } from "../fake-board";

const RECORD_BYTES = 8;
/** Small pages make the log wrap soon; what the code does with them is the same. */
const SLOTS = 4;

class PowerCut extends Error {}

function logOn(flash: MemoryFlash): FlashArea {
  const { pageBytes, read, write, erasePage } = flash;
  return { pageBytes, pages: 2, read, write, erasePage, crc32: nodeCrypto.crc32 };
}
function smallFlash(): MemoryFlash {
  return new MemoryFlash(SLOTS * RECORD_BYTES);
}
function boots(flash: MemoryFlash, count: number): number[] {
  return Array.from({ length: count }, () => claimBoot(logOn(flash), 1)!.boot);
}
function copyOf(flash: MemoryFlash): MemoryFlash {
  const copy = new MemoryFlash(flash.pageBytes);
  flash.bytes.copy(copy.bytes);
  return copy;
}

/** The log on a flash that loses power in its first operation, `done` bytes into it. */
function cutLog(flash: MemoryFlash, done: number): FlashArea {
  return {
    ...logOn(flash),
    write(offset, bytes) {
      flash.program(offset, Buffer.from(bytes, "latin1").subarray(0, done));
      throw new PowerCut();
    },
    erasePage(offset) {
      flash.bytes.fill(0xff, offset, offset + Math.min(done, flash.pageBytes));
      throw new PowerCut();
    },
  };
}

describe("counting", () => {
  test("an empty log begins at 1, or at the number provisioning asks for", () => {
    expect(claimBoot(logOn(smallFlash()), 1)?.boot).toBe(1);
    expect(claimBoot(logOn(smallFlash()), 500)?.boot).toBe(500);
  });

  test("the number provisioning asks for never lowers the count", () => {
    const flash = smallFlash();
    boots(flash, 3);

    expect(claimBoot(logOn(flash), 2)?.boot).toBe(4);
  });

  test("numbers rise by one through many turns of the pages", () => {
    const flash = smallFlash();

    expect(boots(flash, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  test("on real pages a page is erased once in 512 boots", () => {
    const flash = new MemoryFlash();
    let erased = 0;
    flash.fail = (operation) => {
      if (operation === "erase") erased += 1;
    };

    expect(boots(flash, 1100).at(-1)).toBe(1100);
    expect(erased).toBe(2);
  });

  test("after the last number there is none", () => {
    expect(claimBoot(logOn(smallFlash()), COUNTER_MAX)?.boot).toBe(COUNTER_MAX);

    const flash = smallFlash();
    claimBoot(logOn(flash), COUNTER_MAX);
    expect(claimBoot(logOn(flash), 1)).toBeUndefined();
  });
});

/** A cut throws out of `claimBoot`'s operations; the code must not go on as if nothing happened. */
function claimUntilCut(flash: MemoryFlash, done: number): void {
  const log = cutLog(flash, done);
  let isCut = false;
  const once = <Values extends unknown[]>(operation: (...values: Values) => void) => {
    return (...values: Values) => {
      if (isCut) throw new PowerCut();
      isCut = true;
      operation(...values);
    };
  };
  claimBoot({ ...log, write: once(log.write), erasePage: once(log.erasePage) }, 1);
}

describe("a power cut in any flash operation, after any number of bytes", () => {
  test("never makes a used number come again, and later boots go on", () => {
    for (let before = 0; before <= 3 * SLOTS; before++) {
      for (let done = 0; done <= SLOTS * RECORD_BYTES; done++) {
        const flash = smallFlash();
        const used = boots(flash, before).at(-1) ?? 0;

        claimUntilCut(flash, done);
        const next = boots(flash, 2 * SLOTS);

        expect(next[0], `cut after ${before} boots, ${done} bytes`).toBeGreaterThan(used);
        expect(next).toEqual(next.map((_, i) => next[0]! + i));
      }
    }
  });

  test("twice in a row does no harm either", () => {
    for (let before = 0; before <= 2 * SLOTS; before++) {
      for (let first = 0; first <= RECORD_BYTES; first++) {
        for (let second = 0; second <= RECORD_BYTES; second++) {
          const flash = smallFlash();
          const used = boots(flash, before).at(-1) ?? 0;

          claimUntilCut(flash, first);
          claimUntilCut(flash, second);

          expect(claimBoot(logOn(flash), 1)?.boot).toBeGreaterThan(used);
        }
      }
    }
  });
});

describe("damage", () => {
  test("a rotten newest record does not bring its number back", () => {
    for (let before = 1; before <= 3 * SLOTS; before++) {
      for (let bit = 0; bit < RECORD_BYTES * 8; bit++) {
        const flash = smallFlash();
        const used = boots(flash, before).at(-1)!;
        const page = copyOf(flash);
        const slot = page.bytes.indexOf(Buffer.from([used, 0, 0, 0]));
        const at = slot + Math.floor(bit / 8);
        page.bytes[at] = page.bytes[at]! ^ (1 << (bit % 8));

        const next = claimBoot(logOn(page), 1);

        expect(next?.boot, `boot ${used}, bit ${bit}`).toBeGreaterThan(used);
      }
    }
  });

  test("a log that holds nothing but rubbish gives no number", () => {
    const flash = new MemoryFlash();
    flash.bytes.fill(0x5a);

    expect(claimBoot(logOn(flash), 1)).toBeUndefined();
  });

  test("a slot that does not take its bits is passed over and the flash reported", () => {
    const flash = smallFlash();
    boots(flash, 1);
    flash.program(RECORD_BYTES + 5, Buffer.from([0]));

    const claimed = claimBoot({ ...logOn(flash), read: hideByte(flash, RECORD_BYTES + 5) }, 1);

    expect(claimed).toMatchObject({ boot: 2, isFlashFailing: true });
    expect(claimBoot(logOn(flash), 1)?.boot).toBeGreaterThan(2);
  });

  test("a flash that takes nothing gives no number, so the device stays silent", () => {
    const flash = smallFlash();
    boots(flash, 2);
    const dead = { ...logOn(flash), write: () => {}, erasePage: () => {} };

    expect(claimBoot(dead, 1)).toBeUndefined();
  });

  test("a page that can no longer be written is left for the other one", () => {
    const flash = smallFlash();
    boots(flash, 2);
    const log = logOn(flash);
    const half = {
      ...log,
      write(offset: number, bytes: string) {
        if (offset >= flash.pageBytes) log.write(offset, bytes);
      },
    };

    expect(claimBoot(half, 1)).toMatchObject({ boot: 3, isFlashFailing: true });
    expect(claimBoot(half, 1)?.boot).toBe(4);
  });
});

/** Reads as if the byte were still erased until something is written near it. */
function hideByte(flash: MemoryFlash, at: number): FlashArea["read"] {
  let isFirst = true;
  return (offset, length) => {
    const bytes = Buffer.from(flash.read(offset, length), "latin1");
    if (isFirst && at >= offset && at < offset + length) bytes[at - offset] = 0xff;
    if (offset > 0) isFirst = false;
    return bytes.toString("latin1");
  };
}

describe("boots that failed", () => {
  test("are counted from the last one that lived", () => {
    const flash = new MemoryFlash();
    boots(flash, 2);
    const good = claimBoot(logOn(flash), 1)!;
    leaveNote(logOn(flash), good, LIVED_NOTE);

    const failed = [1, 2, 3].map(() => claimBoot(logOn(flash), 1)!.failedBoots);

    expect(good.failedBoots).toBe(2);
    expect(failed).toEqual([0, 1, 2]);
  });

  test("a note of another kind does not make a boot a good one", () => {
    const flash = new MemoryFlash();
    leaveNote(logOn(flash), claimBoot(logOn(flash), 1)!, 1);

    expect(claimBoot(logOn(flash), 1)?.failedBoots).toBe(1);
  });
});

describe("notes", () => {
  test("the next boot reads why this one restarts, once", () => {
    const flash = smallFlash();
    const claimed = claimBoot(logOn(flash), 1)!;

    leaveNote(logOn(flash), claimed, 2);

    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: 2, note: 2 });
    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: 3, note: 0 });
  });

  test("the newest note of a boot counts", () => {
    const flash = new MemoryFlash();
    const claimed = claimBoot(logOn(flash), 1)!;

    leaveNote(logOn(flash), claimed, LIVED_NOTE);
    leaveNote(logOn(flash), claimed, LIVED_NOTE + 2);

    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: 2, note: LIVED_NOTE + 2 });
  });

  test("a note may carry the plan of a long sleep", () => {
    const flash = new MemoryFlash();

    leaveNote(logOn(flash), claimBoot(logOn(flash), 1)!, 32_767);

    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: 2, note: 32_767 });
  });

  test("a nap reads and leaves notes without a boot number of its own", () => {
    const flash = new MemoryFlash();
    leaveNote(logOn(flash), claimBoot(logOn(flash), 1)!, 300);

    const last = lastBoot(logOn(flash));
    leaveNote(logOn(flash), last, 299);

    expect(last).toMatchObject({ boot: 1, note: 300 });
    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: 2, note: 299 });
  });

  test("a note that finds its page full is lost and disturbs nothing", () => {
    const flash = smallFlash();
    const claimed = Array.from({ length: SLOTS }, () => claimBoot(logOn(flash), 1)!).at(-1)!;

    leaveNote(logOn(flash), claimed, 1);

    expect(claimBoot(logOn(flash), 1)).toMatchObject({ boot: SLOTS + 1, note: 0 });
  });
});
