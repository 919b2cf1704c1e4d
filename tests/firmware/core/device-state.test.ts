/** The device state under power cuts and damage: each flash operation cut at every length. */
import { describe, expect, test } from "vitest";
import {
  createDeviceStateStore,
  type DeviceState,
  isAppOnTrial,
  isOnTrial,
  type LoadedState,
  wholeAppBytes,
} from "../../../firmware/core/device-state";
import type { FlashArea } from "../../../firmware/core/flash-area";
import type { DeviceSettings } from "../../../protocol/settings";
import { MemoryFlash, nodeCrypto } from "../fake-board";
import { goodSettings } from "../good-settings";

const PAGE_BYTES = 4096;

class PowerCut extends Error {}

function areaOn(flash: MemoryFlash): FlashArea {
  const { pageBytes, read, write, erasePage } = flash;
  return { pageBytes, pages: 2, read, write, erasePage, crc32: nodeCrypto.crc32 };
}
function stateOf(command: number): DeviceState {
  return {
    v: 1,
    command,
    source: 4294967295,
    settings: goodSettings as DeviceSettings,
    fallback: null,
    slot: 0,
    apps: [{ version: 1002003, bytes: 24130, crc: 3735928559 }, null],
    trial: 0,
    update: null,
    told: null,
  };
}
function load(flash: MemoryFlash): LoadedState {
  return createDeviceStateStore(areaOn(flash)).load();
}
function commandOn(flash: MemoryFlash): number | undefined {
  return load(flash).state?.command;
}
/** Saves states with rising commands, as a device does over the boots. */
function saveUpTo(flash: MemoryFlash, last: number): void {
  for (let command = 1; command <= last; command++) {
    const store = createDeviceStateStore(areaOn(flash));
    store.load();
    expect(store.save(stateOf(command))).toBe(true);
  }
}
function copyOf(flash: MemoryFlash): MemoryFlash {
  const copy = new MemoryFlash(flash.pageBytes);
  flash.bytes.copy(copy.bytes);
  return copy;
}

/** Loses power in operation `at` (1 = next), `done` bytes into it; nothing works after that. */
function cutArea(flash: MemoryFlash, at: number, done: number): FlashArea {
  let operation = 0;
  const perform = (whole: () => void, part: () => void) => {
    operation += 1;
    if (operation < at) return whole();
    if (operation === at) part();
    throw new PowerCut();
  };
  return {
    ...areaOn(flash),
    write: (offset, bytes) =>
      perform(
        () => flash.write(offset, bytes),
        () => flash.program(offset, Buffer.from(bytes, "latin1").subarray(0, done)),
      ),
    erasePage: (offset) =>
      perform(
        () => flash.erasePage(offset),
        () => flash.bytes.fill(0xff, offset, offset + Math.min(done, PAGE_BYTES)),
      ),
  };
}

describe("what is saved is there after a restart", () => {
  test("a fresh flash has no state, and nothing wrong with it", () => {
    expect(load(new MemoryFlash())).toEqual({ state: undefined, isCopyDamaged: false });
  });

  test("the whole state, through many turns of the pages", () => {
    const flash = new MemoryFlash();

    for (let command = 1; command <= 40; command++) {
      const store = createDeviceStateStore(areaOn(flash));
      store.load();
      expect(store.save(stateOf(command))).toBe(true);
      expect(load(flash)).toEqual({ state: stateOf(command), isCopyDamaged: false });
    }
  });

  test("one store saves again and again", () => {
    const flash = new MemoryFlash();
    const store = createDeviceStateStore(areaOn(flash));
    store.load();

    for (let command = 1; command <= 40; command++) store.save(stateOf(command));

    expect(commandOn(flash)).toBe(40);
  });

  test("Korean text, quotes, backslashes and control characters come back byte for byte", () => {
    const flash = new MemoryFlash();
    const store = createDeviceStateStore(areaOn(flash));
    const wifiSsid = Buffer.from('안양 "3층"\\u00E9\n\x7f\x00').toString("latin1");
    const state = { ...stateOf(1), settings: { ...stateOf(1).settings, wifiSsid } };

    store.save(state);

    expect(load(flash).state?.settings.wifiSsid).toBe(wifiSsid);
  });

  test("every write begins and ends at a multiple of 4", () => {
    const flash = new MemoryFlash();
    const writes: number[] = [];
    const area = areaOn(flash);
    const store = createDeviceStateStore({
      ...area,
      write(offset, bytes) {
        writes.push(offset % 4, bytes.length % 4);
        area.write(offset, bytes);
      },
    });

    for (let command = 1; command <= 1200; command *= 7) store.save(stateOf(command));

    expect(writes.filter((rest) => rest > 0)).toEqual([]);
  });
});

describe("a power cut in any flash operation, after any number of bytes", () => {
  const lengths = [0, 1, 2, 4, 5, 12, 13, 100, 500, 900, 1100, PAGE_BYTES - 1, PAGE_BYTES];

  test("leaves the state before or the state after, and the next save works", () => {
    for (let before = 0; before <= 9; before++) {
      const saved = new MemoryFlash();
      saveUpTo(saved, before);
      for (const at of [1, 2]) {
        for (const done of lengths) {
          const flash = copyOf(saved);
          const store = createDeviceStateStore(cutArea(flash, at, done));
          store.load();
          const isStored = store.save(stateOf(before + 1));

          const name = `${before} states, operation ${at}, ${done} bytes`;
          const found = commandOn(flash) ?? 0;
          expect([before, before + 1], name).toContain(found);
          if (isStored) expect(found, name).toBe(before + 1);
          const next = createDeviceStateStore(areaOn(flash));
          next.load();
          expect(next.save(stateOf(99)), name).toBe(true);
          expect(commandOn(flash), name).toBe(99);
        }
      }
    }
  });

  test("while both copies are renewed, keeps one of them", () => {
    const saved = new MemoryFlash();
    saveUpTo(saved, 3);
    for (let at = 1; at <= 4; at++) {
      for (const done of lengths) {
        const flash = copyOf(saved);
        const store = createDeviceStateStore(cutArea(flash, at, done));
        store.load();
        store.saveTwice(stateOf(4));

        expect([3, 4], `operation ${at}, ${done} bytes`).toContain(commandOn(flash));
      }
    }
  });
});

describe("damage", () => {
  test("a rotten bit in the newest snapshot is seen, and the one before it holds", () => {
    const saved = new MemoryFlash();
    saveUpTo(saved, 2);
    const newestAt = saved.bytes.lastIndexOf('{"v"');

    for (let at = newestAt; at < newestAt + 40; at++) {
      const flash = copyOf(saved);
      flash.bytes[at] = flash.bytes[at]! ^ 4;

      expect(load(flash)).toMatchObject({ state: { command: 1 }, isCopyDamaged: true });
    }
  });

  test("with a copy on each page, a page of rubbish does no harm and is repaired", () => {
    for (const page of [0, 1]) {
      const flash = new MemoryFlash();
      createDeviceStateStore(areaOn(flash)).saveTwice(stateOf(7));
      flash.bytes.fill(0x5a, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);

      const store = createDeviceStateStore(areaOn(flash));
      const { state, isCopyDamaged } = store.load();
      expect([state?.command, isCopyDamaged]).toEqual([7, true]);

      store.saveTwice(state!);
      expect(load(flash)).toEqual({ state: stateOf(7), isCopyDamaged: false });
    }
  });

  test("a page that cannot be read does no harm either", () => {
    const flash = new MemoryFlash();
    createDeviceStateStore(areaOn(flash)).saveTwice(stateOf(7));
    const area = areaOn(flash);
    const read = (offset: number, length: number) => {
      if (offset >= PAGE_BYTES) throw new Error("flash");
      return area.read(offset, length);
    };

    const found = createDeviceStateStore({ ...area, read }).load();

    expect(found).toMatchObject({ state: { command: 7 }, isCopyDamaged: true });
  });

  test("flash that takes nothing is told, and the old state holds", () => {
    const flash = new MemoryFlash();
    saveUpTo(flash, 2);
    const dead = { ...areaOn(flash), write: () => {}, erasePage: () => {} };
    const store = createDeviceStateStore(dead);
    store.load();

    expect(store.save(stateOf(3))).toBe(false);
    expect(store.saveTwice(stateOf(3))).toBe(false);
    expect(commandOn(flash)).toBe(2);
  });

  test("a page that can no longer be erased leaves the other one to work with", () => {
    const flash = new MemoryFlash();
    const area = areaOn(flash);
    const half = {
      ...area,
      erasePage(offset: number) {
        if (offset >= PAGE_BYTES) throw new Error("flash");
        area.erasePage(offset);
      },
    };

    expect(createDeviceStateStore(half).saveTwice(stateOf(5))).toBe(true);
    expect(commandOn(flash)).toBe(5);
  });

  test("a state that no page holds is not stored", () => {
    const flash = new MemoryFlash();
    saveUpTo(flash, 1);
    const store = createDeviceStateStore(areaOn(flash));
    store.load();
    const wifiPassword = "x".repeat(PAGE_BYTES);

    expect(store.save({ ...stateOf(2), settings: { ...stateOf(2).settings, wifiPassword } })).toBe(
      false,
    );
    expect(commandOn(flash)).toBe(1);
  });
});

describe("what is on trial", () => {
  const update = { n: 5, version: 2, bytes: 1000, sha256: "00", slot: 1 as const };

  test("an update that is still fetched is not tried", () => {
    expect(isOnTrial({ ...stateOf(1), update })).toBe(false);
  });
  test("an application in the slot of its update is tried", () => {
    const tried: DeviceState = { ...stateOf(1), slot: 1, update };

    expect([isAppOnTrial(tried), isOnTrial(tried)]).toEqual([true, true]);
  });
  test("settings with others to fall back on are tried", () => {
    const tried = { ...stateOf(1), fallback: stateOf(1).settings };

    expect([isAppOnTrial(tried), isOnTrial(tried)]).toEqual([false, true]);
  });
});

test("an application is whole up to its end, whatever is erased behind it", () => {
  expect(wholeAppBytes("start();\n")).toBe(9);
  expect(wholeAppBytes("start();\n\xff\xff\xff")).toBe(9);
  expect(wholeAppBytes("start(\xff\xff\xff")).toBe(0);
  expect(wholeAppBytes("")).toBe(0);
});
