/**
 * Carries out one update: fetches the application piece by piece into the slot that is not in use,
 * proves it, and starts it on trial. Survives restarts: what it needs to know is in the device
 * state, and what it has is in the slot's file. Made for one update; between two it is not there.
 */
import type { ReplyReason } from "../protocol/commands";
import type { ByteString } from "../protocol/frame";
import { versionNumber } from "../protocol/update";
import { type DeviceState, isOnTrial } from "./core/device-state";
import { createKeyedHash, type KeyedHash } from "./core/keyed-hash";
import {
  ASK_AGAIN_MS,
  createUpdate,
  judgeManifest,
  SLOT_BYTES,
  type SlotFile,
  UPDATE_TIMEOUT_MS,
  type Update,
} from "./core/update";
import { TRIAL_BOOTS } from "./desk";
import type { Board } from "./hal/board";
import { FIRMWARE_VERSION } from "./version";

export interface UpdaterOptions {
  readonly board: Board;
  /** Under the device key. */
  readonly hash: KeyedHash;
  readonly state: DeviceState;
  readonly saveState: () => boolean;
  /** Sends a request for a piece, in the place of one that is not sent yet. */
  readonly ask: (body: string) => void;
  /** Answers a command beside the update that is under way. */
  readonly refuseOther: (n: number, reason: ReplyReason) => void;
  /** It is over; the outcome is in the state, to be told. */
  readonly ended: () => void;
  readonly restart: () => void;
  readonly log: (line: string) => void;
}

export interface Updater {
  /** The update that command `n` asks for. */
  begin(n: number, manifest: ByteString): void;
  /** The broker is out of reach: waits without counting. */
  pause(): void;
  /** The broker is reached: goes on, also with an update from before a restart. */
  proceed(): void;
  /** A payload on the topic of chunks, whoever made it. */
  take(payload: ByteString): void;
}

export function createUpdater(options: UpdaterOptions): Updater {
  const board = options.board;
  const clock = board.clock;
  const storage = board.storage;
  const state = options.state;
  let update: Update | undefined;
  /** What is left of the time for the next piece, and when it began to run; 0 = it stands still. */
  let leftMs = UPDATE_TIMEOUT_MS;
  let runsSinceMs = 0;

  /** The file of the slot that is not in use. */
  function slotFile(slot: number): SlotFile {
    const name = "aed-app" + slot;
    return {
      freeBytes: storage.freeBytes,
      read: function (offset, length) {
        return storage.readPart(name, offset, length);
      },
      // Writing at 0 gives up what is there, unless nothing has been written into it yet.
      create: function (bytes) {
        return storage.write(name, bytes, 0, SLOT_BYTES);
      },
      write: function (offset, bytes) {
        return storage.write(name, bytes, offset, SLOT_BYTES);
      },
    };
  }

  function pause(): void {
    if (runsSinceMs) leftMs -= clock.uptimeMs() - runsSinceMs;
    runsSinceMs = 0;
    clock.cancel("update ask");
    clock.cancel("update end");
  }

  function stop(): void {
    pause();
    update = undefined;
  }

  function refuse(n: number, reason: ReplyReason): void {
    options.log("Update refused: " + reason);
    stop();
    state.update = null;
    state.told = { n: n, reason: reason };
    options.saveState();
    options.ended();
  }

  function open(isResumed: boolean): void {
    const plan = state.update;
    if (!plan) return;
    const crypto = board.crypto;
    update = createUpdate(
      {
        id: state.settings.id,
        authenticate: options.hash.authenticate,
        file: slotFile(plan.slot),
        sha256: crypto.sha256,
        crc32: crypto.crc32,
        fromBase64: crypto.fromBase64,
      },
      plan,
      isResumed,
    );
  }

  function ask(): void {
    const body = update ? update.ask() : "";
    if (body) {
      options.ask(body);
      clock.every("update ask", ASK_AGAIN_MS, ask);
    } else finish();
  }

  /** A new piece must come within an hour of being reached by the broker, breaks not counted. */
  function expectPiece(): void {
    runsSinceMs = clock.uptimeMs();
    clock.after("update end", Math.max(0, leftMs), function () {
      if (state.update) refuse(state.update.n, "update-timed-out");
    });
  }

  /** All pieces are there: the new application is tried, or this was all for nothing. */
  function finish(): void {
    const plan = state.update;
    const app = update && update.finish();
    if (!plan) return;
    if (!app) {
      ask();
      return;
    }
    if (typeof app === "string") {
      refuse(plan.n, app);
      return;
    }
    const before = state.slot;
    state.told = { n: plan.n, reason: "update-reverted" };
    state.apps[plan.slot] = app;
    state.slot = plan.slot;
    state.trial = TRIAL_BOOTS;
    stop();
    if (options.saveState()) {
      options.restart();
      return;
    }
    state.slot = before;
    state.trial = 0;
    refuse(plan.n, "not-stored");
  }

  function updateHash(): KeyedHash | undefined {
    const keyHex = state.settings.updateKeyHex;
    return keyHex ? createKeyedHash(board.crypto, keyHex) : undefined;
  }

  function begin(n: number, manifest: ByteString): void {
    const hash = updateHash();
    const judged = judgeManifest(manifest, {
      id: state.settings.id,
      authenticateUpdate: hash && hash.authenticate,
      version: versionNumber(FIRMWARE_VERSION),
      isBusy: !!state.update || isOnTrial(state),
      freeBytes: storage.freeBytes(),
    });
    if (typeof judged === "string") {
      // What is under way goes on; only this command is refused.
      if (state.update || isOnTrial(state)) options.refuseOther(n, judged);
      else refuse(n, judged);
      return;
    }
    const slot = state.slot === 0 ? 1 : 0;
    state.apps[slot] = null;
    state.update = {
      n: n,
      version: judged.version,
      bytes: judged.bytes,
      sha256: judged.sha256,
      slot: slot,
    };
    if (!options.saveState()) {
      refuse(n, "not-stored");
      return;
    }
    options.log("Update begins: " + judged.version);
    open(false);
    expectPiece();
    ask();
  }

  return {
    begin: begin,
    pause: pause,
    proceed: function () {
      if (!state.update || state.update.slot === state.slot) return;
      if (!update) open(true);
      expectPiece();
      ask();
    },
    take: function (payload) {
      const result = update ? update.take(payload) : "ignored";
      if (result === "ignored") return;
      leftMs = UPDATE_TIMEOUT_MS;
      expectPiece();
      if (result === "next" || result === "complete") ask();
      else if (state.update) refuse(state.update.n, result);
    },
  };
}
