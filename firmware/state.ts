/**
 * Finds out at boot what the device must remember: the state on flash, the settings of the last
 * provisioning, the application that runs. Puts right what is damaged while a good copy is left.
 */
import type { DeviceFaultCode } from "../protocol/faults";
import { SETTINGS_FILE } from "../protocol/settings";
import { versionNumber } from "../protocol/update";
import {
  createDeviceStateStore,
  type DeviceState,
  isOnTrial,
  wholeAppBytes,
} from "./core/device-state";
import type { FlashArea } from "./core/flash-area";
import { chooseSettings } from "./core/settings";
import type { Board } from "./hal/board";
import { FIRMWARE_VERSION } from "./version";

export interface FoundState {
  readonly state: DeviceState;
  /** Puts the state on flash; false when flash did not take it. */
  readonly save: () => boolean;
  /** What was found wrong. */
  readonly faults: DeviceFaultCode[];
}

/** Length of the application in a slot; 0 when it is not whole. */
function wholeBytes(board: Board, slot: number): number {
  return wholeAppBytes(board.storage.read("aed-app" + slot) || "");
}

/** Notes the application that runs, unless it is noted: a cable may have brought another one. */
function noteApp(board: Board, state: DeviceState): boolean {
  const noted = state.apps[state.slot];
  const bytes = wholeBytes(board, state.slot);
  if (bytes === 0 || (noted && noted.bytes === bytes)) return false;
  state.apps[state.slot] = {
    version: versionNumber(FIRMWARE_VERSION),
    bytes: bytes,
    crc: board.crypto.crc32(board.storage.readPart("aed-app" + state.slot, 0, bytes)),
  };
  return true;
}

/** Reports that were sealed with another key: nobody would ever take them. */
function dropReports(outbox: FlashArea): void {
  for (let page = 0; page < outbox.pages; page++) {
    try {
      outbox.erasePage(page * outbox.pageBytes);
    } catch (_problem) {
      // The outbox itself finds out that the flash fails.
    }
  }
}

/** `area` are the pages of the device state, `outbox` those of the outbox. */
export function findState(
  board: Board,
  area: FlashArea,
  outbox: FlashArea,
): FoundState | { problem: string } {
  const store = createDeviceStateStore(area);
  const loaded = store.load();
  const chosen = chooseSettings({
    text: board.storage.read(SETTINGS_FILE),
    state: loaded.state,
    crc32: board.crypto.crc32,
  });
  if ("problem" in chosen) return chosen;
  const state = chosen.state;
  const known = loaded.state;
  // Before the new state is on flash, so that a power cut between the two does no harm.
  if (known && known.settings.keyHex !== state.settings.keyHex) dropReports(outbox);
  // Without a state the loader has started the first slot that holds a whole application.
  if (!loaded.state && !wholeBytes(board, 0) && wholeBytes(board, 1)) state.slot = 1;
  const isNew = noteApp(board, state) || chosen.isNew;
  const faults: DeviceFaultCode[] = [];
  if (loaded.isCopyDamaged && loaded.state) faults.push("state-copy-damaged");
  const mustSave = isNew || loaded.isCopyDamaged;
  if (mustSave && !store.saveTwice(state)) faults.push("flash-failing");
  const told = isOnTrial(state) ? null : state.told;
  if (told && told.reason === "update-reverted") faults.push("update-failed");
  if (told && told.reason === "settings-reverted") faults.push("settings-reverted");
  return {
    state: state,
    faults: faults,
    save: function () {
      return store.save(state);
    },
  };
}
