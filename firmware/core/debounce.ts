/**
 * Settles the level of a contact. High is the bad side (open, absent, broken wire) and wins:
 * it is believed after a short time high in total, or when the contact flaps; low is believed
 * only after it stayed low without a break. One spike alone changes nothing. At the start nothing
 * is believed yet: one look is no evidence.
 */

/** Time high, in total within one disturbance, after which the level is high. */
export const HIGH_MS = 100;
/** Time low without a break after which the level is low and the disturbance over. */
export const LOW_MS = 600;
/** Edges within one disturbance after which the contact flaps, however short it is high. */
export const FLAP_EDGES = 6;

export interface Debounce {
  /** The settled level; undefined until one has settled. */
  isHigh: boolean | undefined;
  /** The level seen last, and since when. */
  isSeenHigh: boolean;
  seenMs: number;
  /** Time high before `seenMs`, and edges, within the present disturbance. */
  highMs: number;
  edges: number;
}

/** `isHigh` is the level seen first. */
export function createDebounce(isHigh: boolean, nowMs: number): Debounce {
  return { isHigh: undefined, isSeenHigh: isHigh, seenMs: nowMs, highMs: 0, edges: 0 };
}

/**
 * Takes in the level at `nowMs`, after an edge or because the time asked for has passed. Returns
 * after how many milliseconds from `nowMs` to look again, or 0 when only an edge can change
 * anything. An edge may be older than a look before it.
 */
export function observe(debounce: Debounce, isHigh: boolean, nowMs: number): number {
  const passedMs = nowMs - debounce.seenMs;
  if (debounce.isSeenHigh) debounce.highMs += Math.max(0, passedMs);
  else if (passedMs >= LOW_MS) {
    debounce.highMs = 0;
    debounce.edges = 0;
    debounce.isHigh = false;
  }
  if (isHigh !== debounce.isSeenHigh) debounce.edges++;
  if (isHigh || debounce.isSeenHigh || passedMs >= LOW_MS) debounce.seenMs = nowMs;
  debounce.isSeenHigh = isHigh;
  if (debounce.highMs >= HIGH_MS || debounce.edges >= FLAP_EDGES) debounce.isHigh = true;
  if (isHigh) return debounce.isHigh ? 0 : HIGH_MS - debounce.highMs;
  const isCalm = debounce.isHigh === false && debounce.edges === 0;
  return isCalm ? 0 : LOW_MS - (nowMs - debounce.seenMs);
}
