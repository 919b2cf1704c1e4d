/** Fetching an application: what is refused, what is kept, and that nothing wrong is ever taken. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  createUpdate,
  judgeManifest,
  ROOM_RESERVE_BYTES,
  SLOT_BYTES,
  type SlotFile,
  type TakeResult,
  type Update,
  type UpdatePlan,
} from "../../../firmware/core/update";
import { sealFrame } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import { APP_BYTES_MAX } from "../../../protocol/limits";
import { MANIFEST_PURPOSE, versionNumber } from "../../../protocol/update";
import { nodeCrypto } from "../fake-board";

const ID = "anyang-0042";
const DEVICE_KEY = createAuthenticator(Buffer.alloc(32, 1));
const UPDATE_KEY = createAuthenticator(Buffer.alloc(32, 2));
const STRANGERS_KEY = createAuthenticator(Buffer.alloc(32, 3));
const RUNNING = versionNumber("1.4.0");

const hexOf = (bytes: string) => Buffer.from(bytes, "latin1").toString("hex");
const shaOf = (app: string) => hexOf(nodeCrypto.sha256(app));

/** Text of an application, no part of which is like another. */
function appText(mark: string, bytes: number): string {
  let text = "";
  for (let i = 0; text.length < bytes; i++) text += `${mark}${i};`;
  return `${text.slice(0, bytes - 3)});\n`;
}
const APP = appText("new", 2600);
const PLAN: UpdatePlan = {
  version: versionNumber("1.5.0"),
  bytes: APP.length,
  sha256: shaOf(APP),
};

/** As Storage keeps it: written flash takes nothing more; a new file leaves the old as trash. */
class MemorySlot implements SlotFile {
  content = "";
  free = 10 * SLOT_BYTES;
  creations = 0;
  /** Bytes of the next write that still reach the flash before the power fails. */
  tornAfter: number | undefined;

  freeBytes = (): number => this.free;
  read = (offset: number, length: number): string => this.content.slice(offset, offset + length);
  create = (bytes: string): boolean => {
    this.creations += 1;
    this.free -= SLOT_BYTES + 32;
    this.content = "\xff".repeat(SLOT_BYTES);
    return this.write(0, bytes);
  };
  write = (offset: number, bytes: string): boolean => {
    if (/[^\xff]/.test(this.read(offset, bytes.length))) return false;
    const done = bytes.slice(0, this.tornAfter);
    this.content = this.content.slice(0, offset) + done + this.content.slice(offset + done.length);
    return true;
  };
}

function updateOn(slot: SlotFile, isResumed = false, plan = PLAN): Update {
  return createUpdate(
    {
      id: ID,
      authenticate: DEVICE_KEY,
      file: slot,
      sha256: nodeCrypto.sha256,
      crc32: nodeCrypto.crc32,
      fromBase64: (text) => Buffer.from(text, "base64").toString("latin1"),
    },
    plan,
    isResumed,
  );
}

/** The broker's answer to a request, from an application that it holds. */
function answer(request: string, app = APP, key = DEVICE_KEY, id = ID): string {
  const { sha, at } = JSON.parse(request) as { sha: string; at: number };
  const data = nodeCrypto.toBase64(app.slice(at, at + 512));
  const body = JSON.stringify({ v: 1, id, sha, at, data });
  return sealFrame(`aed/1/${id}/update/chunk`, body, key);
}
function fetchAll(update: Update, app = APP): TakeResult {
  let result: TakeResult = "next";
  while (result === "next") result = update.take(answer(update.ask(), app));
  return result;
}

let slot: MemorySlot;
beforeEach(() => {
  slot = new MemorySlot();
});

describe("a manifest", () => {
  const manifest = (change: object = {}, key = UPDATE_KEY, purpose: string = MANIFEST_PURPOSE) =>
    sealFrame(purpose, JSON.stringify({ v: 1, id: ID, ...PLAN, loader: 1, ...change }), key);
  const device = {
    id: ID,
    authenticateUpdate: UPDATE_KEY,
    version: RUNNING,
    isBusy: false,
    freeBytes: SLOT_BYTES + ROOM_RESERVE_BYTES,
  };

  test("that is signed, newer and fits is a plan", () => {
    expect(judgeManifest(manifest(), device)).toEqual(PLAN);
    expect(judgeManifest(manifest({ bytes: APP_BYTES_MAX }), device)).toMatchObject({
      bytes: APP_BYTES_MAX,
    });
  });

  test.each([
    ["unsigned", JSON.stringify({ v: 1, id: ID, ...PLAN, loader: 1 }), "update-forged"],
    ["empty", "", "update-forged"],
    ["signed with the device key, as a broker could", manifest({}, DEVICE_KEY), "update-forged"],
    ["signed by a stranger", manifest({}, STRANGERS_KEY), "update-forged"],
    ["for another purpose", manifest({}, UPDATE_KEY, `aed/1/${ID}/command`), "update-forged"],
    ["for another device", manifest({ id: "anyang-0043" }), "update-forged"],
    ["altered", manifest().replace(ID, "anyang-0043"), "update-forged"],
    ["older than what runs", manifest({ version: versionNumber("1.3.9") }), "update-downgrade"],
    ["what runs already", manifest({ version: RUNNING }), "update-downgrade"],
    ["without a version", manifest({ version: null }), "update-downgrade"],
    ["too big", manifest({ bytes: APP_BYTES_MAX + 1 }), "update-too-big"],
    ["of nothing", manifest({ bytes: 0 }), "bad-value"],
    ["of half a byte", manifest({ bytes: 99.5 }), "bad-value"],
    ["without a hash", manifest({ sha256: "ab" }), "bad-value"],
    ["for another loader", manifest({ loader: 2 }), "update-unavailable"],
  ])("that is %s is refused", (_, text, reason) => {
    expect(judgeManifest(text, device)).toBe(reason);
  });

  test.each([
    ["has no update key", { authenticateUpdate: undefined }, "update-unavailable"],
    ["has an update under way", { isBusy: true }, "update-unavailable"],
    ["would have to compact", { freeBytes: device.freeBytes - 1 }, "update-no-room"],
  ])("is refused by a device that %s", (_, change, reason) => {
    expect(judgeManifest(manifest(), { ...device, ...change })).toBe(reason);
  });
});

describe("fetching", () => {
  test("asks for chunk after chunk and ends with the application, proven", () => {
    const update = updateOn(slot);

    expect(JSON.parse(update.ask())).toEqual({
      v: 1,
      id: ID,
      sha: PLAN.sha256.slice(0, 16),
      at: 0,
    });
    expect(fetchAll(update)).toBe("complete");
    expect(update.ask()).toBe("");
    expect(update.progress()).toBe(APP.length);
    expect(update.finish()).toEqual({
      version: PLAN.version,
      bytes: APP.length,
      crc: nodeCrypto.crc32(APP),
    });
    expect([slot.creations, slot.content.length]).toEqual([1, SLOT_BYTES]);
  });

  test("asks again for what did not come, and takes it once", () => {
    const update = updateOn(slot);
    const first = answer(update.ask());

    expect(update.take(first)).toBe("next");
    expect(update.take(first)).toBe("ignored");
    expect(update.progress()).toBe(512);
    expect(JSON.parse(update.ask()).at).toBe(512);
  });

  test.each<[string, (request: string) => string]>([
    ["unsigned", (request) => answer(request).replace(/,"mac".*/, "}")],
    ["from a stranger", (request) => answer(request, APP, STRANGERS_KEY)],
    ["altered on the way", (request) => answer(request).replace('"data":"b', '"data":"c')],
    ["of another device", (request) => answer(request, APP, DEVICE_KEY, "anyang-0043")],
    [
      "of another application",
      (request) => answer(request.replace(PLAN.sha256.slice(0, 16), "0123456789abcdef")),
    ],
    ["of another place", (request) => answer(request.replace('"at":0', '"at":512'))],
    ["too short", (request) => answer(request, APP.slice(0, 500))],
    ["no JSON", () => sealFrame(`aed/1/${ID}/update/chunk`, "{nonsense}", DEVICE_KEY)],
  ])("ignores a chunk that is %s", (_, forge) => {
    const update = updateOn(slot);

    expect(update.take(forge(update.ask()))).toBe("ignored");
    expect([update.progress(), slot.creations]).toEqual([0, 0]);
  });

  test("refuses what is not the signed application, though the broker signed its chunks", () => {
    const update = updateOn(slot);

    expect(fetchAll(update, appText("bad", APP.length))).toBe("complete");
    expect(update.finish()).toBe("update-wrong-hash");
  });

  test("never makes Storage compact: refuses when there is no room for the file", () => {
    slot.free = SLOT_BYTES + ROOM_RESERVE_BYTES - 1;
    const update = updateOn(slot);

    expect(update.take(answer(update.ask()))).toBe("update-no-room");
    expect(slot.creations).toBe(0);
  });

  test("gives up on flash that takes nothing, after one more try", () => {
    slot.write = () => false;
    const update = updateOn(slot);

    expect(fetchAll(update)).toBe("not-stored");
    expect(slot.creations).toBe(2);
  });
});

describe("after a restart in the middle", () => {
  /** Fetches `count` chunks, then the power fails `tornAfter` bytes into the next one. */
  function interrupted(count: number, tornAfter: number): void {
    const update = updateOn(slot);
    for (let i = 0; i < count; i++) update.take(answer(update.ask()));
    slot.tornAfter = tornAfter;
    update.take(answer(update.ask()));
    slot.tornAfter = undefined;
  }

  test("goes on, at whatever chunk and byte it was interrupted", () => {
    for (let count = 0; count < 6; count++) {
      for (const tornAfter of [0, 1, 3, 4, 100, 511, 512]) {
        slot = new MemorySlot();
        interrupted(count, tornAfter);

        const update = updateOn(slot, true);

        const name = `${count} chunks, then ${tornAfter} bytes`;
        expect(fetchAll(update), name).toBe("complete");
        expect(update.finish(), name).toMatchObject({ crc: nodeCrypto.crc32(APP) });
        // What is torn within a word of flash can only be begun anew.
        const isBetweenWords = tornAfter % 4 === 0;
        expect(slot.creations, name).toBeLessThanOrEqual(isBetweenWords ? 1 : 2);
      }
    }
  });

  test("between two chunks nothing is fetched twice but the last one", () => {
    interrupted(3, 0);

    const update = updateOn(slot, true);

    expect(update.progress()).toBe(1024);
    expect(fetchAll(update)).toBe("complete");
    expect(slot.creations).toBe(1);
  });

  test("a chunk whose bits rotted in the cut is found, and all is fetched anew", () => {
    interrupted(3, 0);
    slot.content = slot.content.replace("new100;", "new00;;");

    const update = updateOn(slot, true);

    expect(fetchAll(update)).toBe("complete");
    expect(update.finish()).toBeUndefined();
    expect(fetchAll(update)).toBe("complete");
    expect(update.finish()).toMatchObject({ crc: nodeCrypto.crc32(APP) });
  });

  test("before the first byte it does not take the application before for this one", () => {
    // As long, and equal in its last chunk: only the whole hash can tell.
    slot.content = appText("old", 512) + APP.slice(512);

    const update = updateOn(slot, true);
    expect(fetchAll(update)).toBe("complete");
    expect(update.finish()).toBeUndefined();
    expect(update.progress()).toBe(0);

    expect(fetchAll(update)).toBe("complete");
    expect(update.finish()).toMatchObject({ crc: nodeCrypto.crc32(APP) });
  });

  test("without a file it begins at the beginning", () => {
    const update = updateOn(slot, true);

    expect(update.progress()).toBe(0);
    expect(fetchAll(update)).toBe("complete");
  });
});
