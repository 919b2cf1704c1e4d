/** The built loader, story by story: which application starts, and what the state says after it. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeviceState } from "../../../firmware/core/device-state";
import type { DeviceSettings } from "../../../protocol/settings";
import { nodeCrypto } from "../fake-board";
import { goodSettings } from "../good-settings";
import { builtBootFile, FakeInterpreter } from "./fake-interpreter";

const OLD_APP = 'old("1.0.0");\n';
const NEW_APP = 'new("1.1.0");\n';
/** Slot files are larger than what is in them. */
const ERASED = "\xff".repeat(64);
const TRIED_SETTINGS = { ...goodSettings, version: 4, brokerHost: "elsewhere" } as DeviceSettings;
const SETTINGS = goodSettings as DeviceSettings;

const runs = (text: string) => ["watchdog 120 s", `runs ${text.trim()}`];
const RUNS_OLD = runs(OLD_APP);
const RUNS_NEW = runs(NEW_APP);
const app = (text: string, version: number) => ({
  version,
  bytes: text.length,
  crc: nodeCrypto.crc32(text),
});
const UPDATE = { n: 12, version: 1001000, bytes: NEW_APP.length, sha256: "ab", slot: 1 as const };

/** The reply in case it fails is in the state from the beginning. */
const REVERTED = { n: 12, reason: "update-reverted" } as const;

let loader: string;
let board: FakeInterpreter;

/** A device that works with the old application in slot 0. */
function settled(change: Partial<DeviceState> = {}): DeviceState {
  return {
    v: 1,
    command: 15,
    source: 1,
    settings: SETTINGS,
    fallback: null,
    slot: 0,
    apps: [app(OLD_APP, 1000000), app(NEW_APP, 1001000)],
    trial: 0,
    update: null,
    told: null,
    ...change,
  };
}
/** The new one is to be tried. */
const onTrial = (trial: number) => settled({ slot: 1, trial, update: UPDATE, told: REVERTED });

beforeAll(async () => {
  loader = await builtBootFile("loader");
});
beforeEach(() => {
  board = new FakeInterpreter();
  board.files.set("aed-app0", OLD_APP + ERASED);
  board.files.set("aed-app1", NEW_APP + ERASED);
});

describe("without a state", () => {
  test("a fresh board starts slot 0, whether its file is filled up or not", () => {
    expect(board.boot(loader)).toEqual(RUNS_OLD);

    board.files.set("aed-app0", OLD_APP);
    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toBeUndefined();
  });

  test("an application that is not whole is passed over", () => {
    board.files.set("aed-app0", OLD_APP.slice(0, -3) + ERASED);

    expect(board.boot(loader)).toEqual(RUNS_NEW);
  });

  test("a state that is damaged on both pages is no state", () => {
    board.state = settled({ slot: 1 });
    board.flash.bytes.fill(0x5a);

    expect(board.boot(loader)).toEqual(RUNS_OLD);
  });

  test("with nothing to start it says so, and tries again in an hour", () => {
    board.files.clear();

    expect(board.boot(loader)).toEqual(["No application; provision again", "waits 3600000 ms"]);
  });
});

describe("in service", () => {
  test.each([
    [0 as const, RUNS_OLD],
    [1 as const, RUNS_NEW],
  ])("slot %d starts as the state says, and flash is left alone", (slot, expected) => {
    board.state = settled({ slot });
    board.operationsLeft = 0;

    expect(board.boot(loader)).toEqual(expected);
  });

  test("an update that is still fetched is no trial", () => {
    board.state = settled({ update: UPDATE, trial: 0 });

    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toEqual(settled({ update: UPDATE, trial: 0 }));
  });

  test("an application the state knows nothing of starts when it is whole", () => {
    board.state = settled({ apps: [null, null] });

    expect(board.boot(loader)).toEqual(RUNS_OLD);
  });

  test.each([
    ["has a wrong byte", OLD_APP.replace("old", "odd")],
    ["is shorter", OLD_APP.slice(0, -4)],
    ["is missing", undefined],
  ])("a slot whose file %s is left for the other, which is in use from then on", (_, file) => {
    board.state = settled();
    if (file) board.files.set("aed-app0", file);
    else board.files.delete("aed-app0");

    expect(board.boot(loader)).toEqual(RUNS_NEW);
    expect(board.state).toEqual(settled({ slot: 1 }));
  });

  test("with both slots damaged nothing is started", () => {
    board.state = settled();
    board.files.set("aed-app0", OLD_APP.replace("old", "odd"));
    board.files.set("aed-app1", NEW_APP.replace("new", "now"));

    expect(board.boot(loader)).toContain("No application; provision again");
  });

  test("another application that a cable brought is started, whatever was noted before", () => {
    board.state = settled({ apps: [{ version: 1_000_000, bytes: 9, crc: 1 }, null] });

    expect(board.boot(loader)).toEqual(RUNS_OLD);
  });
});

describe("a new application on trial", () => {
  test("gets its boots, each counted on flash before it starts", () => {
    board.state = onTrial(2);

    expect(board.boot(loader)).toEqual(RUNS_NEW);
    expect(board.state).toEqual(onTrial(1));
    expect(board.boot(loader)).toEqual(RUNS_NEW);
    expect(board.state).toEqual(onTrial(0));
  });

  test("that was never confirmed goes, the old one is back and owes the reply", () => {
    board.state = onTrial(0);

    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toEqual(settled({ told: REVERTED }));
    expect(board.boot(loader)).toEqual(RUNS_OLD);
  });

  test("that was confirmed stays", () => {
    board.state = settled({ slot: 1, told: { n: 12, reason: null } });

    for (let boot = 0; boot < 5; boot++) expect(board.boot(loader)).toEqual(RUNS_NEW);
  });

  test("that is damaged is never started", () => {
    board.state = onTrial(2);
    board.files.set("aed-app1", NEW_APP.replace("new", "now"));

    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toEqual(settled({ told: REVERTED }));
  });

  test("is not started when flash does not take the count", () => {
    board.state = onTrial(2);
    board.flash.program = () => {};

    expect(board.boot(loader)).toEqual(RUNS_OLD);
  });

  test("stays when the old one is damaged: better than none", () => {
    board.state = onTrial(0);
    board.files.delete("aed-app0");

    expect(board.boot(loader)).toEqual(RUNS_NEW);
  });

  test("brings back old settings, too, should they be on trial at the same time", () => {
    board.state = { ...onTrial(0), settings: TRIED_SETTINGS, fallback: SETTINGS };

    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toEqual(settled({ told: REVERTED }));
  });
});

describe("new settings on trial", () => {
  const told = { n: 15, reason: "settings-reverted" } as const;
  const tried = (trial: number) =>
    settled({ settings: TRIED_SETTINGS, fallback: SETTINGS, trial, told });

  test("get their boots", () => {
    board.state = tried(2);

    board.boot(loader);
    expect(board.state).toEqual(tried(1));
    board.boot(loader);
    expect(board.state).toEqual(tried(0));
  });

  test("that did not reach the broker go, and the old ones owe the reply", () => {
    board.state = tried(0);

    expect(board.boot(loader)).toEqual(RUNS_OLD);
    expect(board.state).toEqual(settled({ told }));
  });
});

test("a power cut in any flash operation of the loader costs at most a boot", () => {
  for (let operations = 0; operations <= 3; operations++) {
    for (const trial of [0, 1, 2]) {
      board = new FakeInterpreter();
      board.files.set("aed-app0", OLD_APP + ERASED);
      board.files.set("aed-app1", NEW_APP + ERASED);
      board.state = onTrial(trial);
      board.operationsLeft = operations;
      board.boot(loader);
      board.operationsLeft = Number.POSITIVE_INFINITY;

      const started = [1, 2, 3, 4].map(() => board.boot(loader).at(-1));

      expect(started.at(-1), `${operations} operations, trial ${trial}`).toBe(RUNS_OLD[1]);
      expect(started.filter((text) => text === RUNS_NEW[1]).length).toBeLessThanOrEqual(trial);
    }
  }
});

test("the loader is small, and keeps the names that are on flash", () => {
  expect(loader.length).toBeLessThanOrEqual(2048);
  for (const name of ["trial", "fallback", "settings", "update", "apps"]) {
    expect(loader).toContain(name);
  }
});
