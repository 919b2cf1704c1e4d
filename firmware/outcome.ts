/**
 * The end of what spans restarts: settings or an application on trial are kept once the broker has
 * answered with its signature, and the outcome is told until the broker has acknowledged it.
 */
import { replyBody } from "./core/commands";
import { type DeviceState, isAppOnTrial, isOnTrial } from "./core/device-state";

/**
 * Keeps what is on trial; false when flash did not take it, so that it is tried again. So it is
 * when another version than the tried one runs: the loader could not write what it decided.
 */
export function confirmTrial(
  state: DeviceState,
  saveState: () => boolean,
  runningVersion: number,
): boolean {
  const update = isAppOnTrial(state) ? state.update : null;
  if (update && update.version !== runningVersion) return false;
  const fallback = state.fallback;
  const trial = state.trial;
  const told = state.told;
  // Until now it says what is true when the trial fails.
  if (told) state.told = { n: told.n, reason: null };
  // An update that is still being fetched is not on trial.
  if (update) state.update = null;
  state.fallback = null;
  state.trial = 0;
  if (saveState()) return true;
  if (update) state.update = update;
  state.fallback = fallback;
  state.trial = trial;
  state.told = told;
  return false;
}

export interface OutcomeOptions {
  readonly state: DeviceState;
  readonly saveState: () => boolean;
  readonly boot: number;
  readonly reply: (body: string, onDelivered: () => void) => void;
}

/** Sends the reply that is still owed, if any. */
export function tellOutcome(options: OutcomeOptions): void {
  const state = options.state;
  const told = state.told;
  if (!told || isOnTrial(state)) return;
  const body = replyBody({
    id: state.settings.id,
    boot: options.boot,
    n: told.n,
    reason: told.reason || undefined,
    detail: "",
  });
  options.reply(body, function () {
    // If flash does not take it, the broker hears it once more after the next restart.
    if (state.told === told) state.told = null;
    options.saveState();
  });
}
