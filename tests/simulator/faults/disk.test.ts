/** The disk keeps what was synced, whatever the power does, and may lose or tear all else. */
import { describe, expect, test } from "vitest";
import { Disk, DiskError } from "../../../simulator/faults/disk";
import { SECTOR_BYTES } from "../../../simulator/faults/disk-file";
import { createRandom } from "../../../simulator/fleet/random";

const CUTS = 200;
const FILE = "notes";

function diskWith(text: string): Disk {
  const disk = new Disk();
  disk.create(FILE);
  disk.write(FILE, 0, Buffer.from(text));
  disk.sync(FILE);
  return disk;
}

function contentOf(disk: Disk, name = FILE): string {
  const bytes = Buffer.alloc(disk.size(name));
  disk.read(name, 0, bytes);
  return bytes.toString("latin1");
}

/** What many power cuts leave of the same disk, each by another chance. */
function outcomesOf(make: () => Disk, look: (disk: Disk) => string = contentOf): Set<string> {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < CUTS; seed++) {
    const disk = make();
    disk.powerCut(createRandom(seed));
    outcomes.add(look(disk));
  }
  return outcomes;
}

describe("a power cut", () => {
  test("leaves what was synced", () => {
    expect(outcomesOf(() => diskWith("kept"))).toEqual(new Set(["kept"]));
  });

  test("keeps or loses a small write wholly", () => {
    const make = () => {
      const disk = diskWith("old!");
      disk.write(FILE, 0, Buffer.from("new!"));
      return disk;
    };

    expect(outcomesOf(make)).toEqual(new Set(["old!", "new!"]));
  });

  test("keeps a later write and loses an earlier one, or the other way round", () => {
    const sectors = (text: string) => text.replace(/./g, (letter) => letter.repeat(SECTOR_BYTES));
    const make = () => {
      const disk = diskWith(sectors("--"));
      disk.write(FILE, 0, Buffer.from(sectors("a")));
      disk.write(FILE, SECTOR_BYTES, Buffer.from(sectors("b")));
      return disk;
    };

    expect(outcomesOf(make)).toEqual(new Set(["--", "a-", "-b", "ab"].map(sectors)));
  });

  test("tears a large write where sectors meet, and nowhere else", () => {
    const make = () => {
      const disk = diskWith("-".repeat(3 * SECTOR_BYTES));
      disk.write(FILE, 100, Buffer.from("x".repeat(2 * SECTOR_BYTES)));
      return disk;
    };
    const runs = (disk: Disk) => contentOf(disk).replace(/(.)\1*/g, (run) => `${run.length},`);
    const pieces = [0, 100, SECTOR_BYTES, 2 * SECTOR_BYTES, 2 * SECTOR_BYTES + 100];

    const outcomes = outcomesOf(make, runs);

    expect(outcomes.size).toBe(8);
    for (const outcome of outcomes) {
      let at = 0;
      for (const length of outcome.split(",").slice(0, -2).map(Number)) {
        at += length;
        expect(pieces).toContain(at);
      }
    }
  });

  test("takes a name that was never synced, or leaves it", () => {
    const make = () => {
      const disk = new Disk();
      disk.create(FILE);
      return disk;
    };

    expect(outcomesOf(make, (disk) => String(disk.exists(FILE)))).toEqual(
      new Set(["true", "false"]),
    );
  });

  test("brings a deleted file back unless the deletion was synced", () => {
    const without = (isSynced: boolean) => () => {
      const disk = diskWith("kept");
      disk.delete(FILE, isSynced);
      return disk;
    };

    expect(outcomesOf(without(false))).toEqual(new Set(["kept", ""]));
    expect(outcomesOf(without(true))).toEqual(new Set([""]));
  });

  test("does the same to the same disk by the same seed", () => {
    const make = () => {
      const disk = diskWith("-".repeat(5000));
      disk.write(FILE, 77, Buffer.from("x".repeat(9000)));
      disk.powerCut(createRandom(5));
      return contentOf(disk);
    };

    expect(make()).toBe(make());
  });
});

test("a disk without power does nothing until the cut is over", () => {
  const disk = diskWith("kept");
  disk.operationsMax = disk.operations + 1;
  disk.write(FILE, 0, Buffer.from("lost"));

  expect(() => disk.sync(FILE)).toThrow(DiskError);
  disk.powerCut(createRandom(1));
  disk.sync(FILE);

  expect(disk.syncs).toBe(2);
});

test("a full disk takes no byte and keeps what it has", () => {
  const disk = diskWith("kept");
  disk.isFull = true;

  expect(() => disk.write(FILE, 0, Buffer.from("more"))).toThrow(/no room/);
  disk.isFull = false;

  expect(contentOf(disk)).toBe("kept");
});

test("the first sync of a new file makes deletions before it final", () => {
  const make = () => {
    const disk = diskWith("kept");
    disk.delete(FILE, false);
    disk.create("other");
    disk.sync("other");
    return disk;
  };

  expect(outcomesOf(make)).toEqual(new Set([""]));
});
