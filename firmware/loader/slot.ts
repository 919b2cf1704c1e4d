/**
 * Decides which application is started: the one in the slot that the device state names, if it is
 * intact and was not tried in vain too often; else the other one.
 */
import type { ByteString } from "../../protocol/frame";
import {
  createDeviceStateStore,
  isAppOnTrial,
  isOnTrial,
  wholeAppBytes,
} from "../core/device-state";
import type { FlashArea } from "../core/flash-area";

/** The pages of the device state, and the files of the two slots. */
export interface LoaderBoard extends FlashArea {
  /** The first `length` bytes of the application file, or all that it has; undefined = no file. */
  readApp(slot: number, length: number): ByteString | undefined;
}

/** More than any file has. */
const WHOLE_FILE = 1e6;

/**
 * The text to run; "" when no slot has one. What it decides is on flash before it returns: a trial
 * that ends in a crash is counted. What was tried with no boot left was never confirmed: what was
 * there before it comes back.
 */
export function chooseApp(board: LoaderBoard): ByteString {
  const store = createDeviceStateStore(board);
  const state = store.load().state;

  /**
   * The application in a slot; "" when it is missing or damaged. One of another length than what is
   * noted is not damaged: a cable has brought it since.
   */
  function appIn(slot: number): ByteString {
    const app = state ? state.apps[slot] : null;
    const bytes = wholeAppBytes(board.readApp(slot, WHOLE_FILE) || "");
    const text = (bytes && board.readApp(slot, bytes)) || "";
    return app && app.bytes === bytes && board.crc32(text) !== app.crc ? "" : text;
  }

  if (!state) return appIn(0) || appIn(1);
  const slot = state.slot;
  const tried = isAppOnTrial(state) ? state.update : null;
  const own = appIn(slot);
  let text = own;
  if (isOnTrial(state) && !(state.trial-- > 0 && (own || !tried) && store.save(state))) {
    state.trial = 0;
    state.settings = state.fallback || state.settings;
    state.fallback = null;
    if (tried) {
      state.update = null;
      text = "";
    }
  } else if (text) return text;
  if (!text) {
    text = appIn(1 - slot);
    if (text) state.slot = slot ? 0 : 1;
  }
  store.save(state);
  // Better an application that nobody confirmed than none.
  return text || own;
}
