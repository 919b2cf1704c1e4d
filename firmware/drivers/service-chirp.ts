/**
 * Hears the AED call for service: short chirps that come back in the model's own period, by the
 * comparator behind a microphone. Three in a row prove it. Silence proves nothing, ever: an AED
 * with a flat battery is silent too.
 */
import type { Clock } from "../hal/clock";
import type { DigitalInput } from "../hal/pins";
import type { AedDriver, FindingListener } from "./aed-driver";

/** Sounds closer together than this are one burst, in milliseconds. */
export const QUIET_MS = 1000;
/** A longer burst is speech, music or an alarm, but no chirp, in milliseconds. */
export const CHIRP_MS_MAX = 1500;
/** Chirps in one rhythm that prove it. */
export const CHIRPS_MIN = 3;
/** How far the time between two chirps may be off its period. */
export const CHIRP_TOLERANCE_PERCENT = 15;
/** Not heard for this many periods, it is heard no longer. */
export const CHIRP_EVIDENCE_PERIODS = 3;

export interface ServiceChirpOptions {
  /** High while it is loud. */
  readonly microphone: DigitalInput;
  readonly clock: Clock;
  /** Time from one chirp to the next, in milliseconds; above 3000, or bursts run into another. */
  readonly chirpPeriodMs: number;
}

/** Tells of each burst of sound, once it is over, when it began and ended. */
function listenForBursts(
  options: ServiceChirpOptions,
  onBurst: (startMs: number, endMs: number) => void,
): void {
  const clock = options.clock;
  let isInBurst = false;
  let isLoud = false;
  let startMs = 0;
  let edgeMs = 0;

  function endIfQuiet(): void {
    if (!isInBurst || isLoud) return;
    isInBurst = false;
    onBurst(startMs, edgeMs);
  }

  /** `atMs` may be long ago: edges wait while the interpreter is blocked. */
  function onEdge(isHigh: boolean, atMs: number): void {
    if (atMs - edgeMs >= QUIET_MS) endIfQuiet();
    if (!isInBurst && isHigh) {
      isInBurst = true;
      startMs = atMs;
    }
    isLoud = isHigh;
    edgeMs = atMs;
    clock.after("chirp", Math.max(0, atMs + QUIET_MS - clock.uptimeMs()), endIfQuiet);
  }
  options.microphone.onEdge(onEdge);
}

export function createServiceChirp(options: ServiceChirpOptions): AedDriver {
  const clock = options.clock;
  const periodMs = options.chirpPeriodMs;
  let report: FindingListener | undefined;
  let isHeard = false;
  /** Chirps in a row in the rhythm, the last of which began at `chirpMs`. */
  let chirps = 0;
  let chirpMs = 0;

  function tell(heard: boolean): void {
    const isNews = heard !== isHeard;
    isHeard = heard;
    if (isNews && report) report({ kind: "chirp", isHeard: heard });
  }

  function judge(startMs: number, endMs: number): void {
    if (endMs - startMs > CHIRP_MS_MAX) {
      chirps = 0;
      return;
    }
    const offMs = Math.abs(startMs - chirpMs - periodMs);
    const isInRhythm = chirps > 0 && offMs <= (periodMs * CHIRP_TOLERANCE_PERCENT) / 100;
    chirps = isInRhythm ? chirps + 1 : 1;
    chirpMs = startMs;
    // Known already, it takes one more of its intervals to confirm it.
    if (chirps < CHIRPS_MIN && !(isHeard && isInRhythm)) return;
    const leftMs = chirpMs + CHIRP_EVIDENCE_PERIODS * periodMs - clock.uptimeMs();
    clock.after("chirp evidence", Math.max(0, leftMs), () => tell(false));
    tell(true);
  }
  return {
    start: function (listener) {
      report = listener;
      listenForBursts(options, judge);
    },
    check: function () {},
    restart: function () {
      chirps = 0;
      clock.cancel("chirp evidence");
      tell(false);
    },
  };
}
