/**
 * Reads the AED's status indicator with a light sensor. A state is believed only after three
 * blinks in its own rhythm, each against a dark moment before it; without a further blink of that
 * rhythm it is given up after a while. Light that is constant, irregular or without a dark
 * reference proves nothing: "unknown". Time in which the interpreter was blocked proves nothing
 * either way, so what was proven before it stands until the light was looked at again.
 */
import type { BatteryState, IndicatorState } from "../../protocol/report";
import type { Clock } from "../hal/clock";
import type { LightSensor } from "../hal/pins";
import type { AedDriver, FindingListener } from "./aed-driver";

/** Below this brightness the indicator counts as dark. */
export const DARK_BELOW = 0.3;
/** Blinks in one rhythm that prove it. */
export const BLINKS_MIN = 3;
/** Evidence lasts this many of the longest periods after the last blink that confirmed it. */
export const EVIDENCE_PERIODS = 2.5;
/** Evidence lasts at least this long: there may be no rhythm at all, in milliseconds. */
export const EVIDENCE_MS_MIN = 2500;
/** Edges and timers this late tell that the interpreter was blocked, by a connect for example. */
export const BLOCKED_MS = 1000;
/** After that it lasts this many times as long: for three blinks after one that was missed. */
const AFTER_BLOCK_TIMES = (BLINKS_MIN + 1) / EVIDENCE_PERIODS;
/** However often that is so, evidence older than this counts no more, here and at the broker. */
export const EVIDENCE_MS_MAX = 110000;
/** After the end of a blink the dark moment is looked at. */
const DARK_SAMPLE_MS = 50;
/** A rise this soon after another edge is the same blink, bouncing. */
export const BOUNCE_MS = 20;

export interface StatusLightOptions {
  readonly sensor: LightSensor;
  readonly clock: Clock;
  /** 0 = the AED has no such rhythm; without that of ready, nothing proves it to be ready. */
  readonly readyBlinkPeriodMs: number;
  readonly faultBlinkPeriodMs: number;
  readonly batteryLowBlinkPeriodMs: number;
  readonly blinkTolerancePercent: number;
}

type Rhythm = "ready" | "fault" | "battery-low" | "none";

function fits(intervalMs: number, periodMs: number, tolerancePercent: number): boolean {
  const toleranceMs = (periodMs * tolerancePercent) / 100;
  return periodMs > 0 && Math.abs(intervalMs - periodMs) <= toleranceMs;
}

/** The bad rhythms first: where tolerances overlap, the worse reading counts. */
function rhythmOf(options: StatusLightOptions, intervalMs: number): Rhythm {
  const percent = options.blinkTolerancePercent;
  if (fits(intervalMs, options.batteryLowBlinkPeriodMs, percent)) return "battery-low";
  if (fits(intervalMs, options.faultBlinkPeriodMs, percent)) return "fault";
  return fits(intervalMs, options.readyBlinkPeriodMs, percent) ? "ready" : "none";
}

/** Says something about the battery only when the AED has a rhythm of its own for it. */
function batteryOf(options: StatusLightOptions, rhythm: Rhythm): BatteryState {
  if (options.batteryLowBlinkPeriodMs === 0) return "not-sensed";
  if (rhythm === "battery-low") return "low";
  return rhythm === "ready" ? "ok" : "unknown";
}

export class StatusLight implements AedDriver {
  private readonly evidenceMs: number;
  private report: FindingListener | undefined;
  private rhythm: Rhythm = "none";
  /** Blinks in a row in `rhythm`; the first of them starts it. */
  private blinks = 0;
  private lastBlinkMs = 0;
  /** When a blink last proved something, or watching began. */
  private provenMs = 0;
  private evidenceEndMs = 0;
  private lastEdgeMs = 0;
  /** It was dark since the last blink. */
  private wasDark = false;
  /** There were blinks since the last one that proved something. */
  private isBlinking = false;

  constructor(private readonly options: StatusLightOptions) {
    this.evidenceMs = Math.max(
      EVIDENCE_MS_MIN,
      EVIDENCE_PERIODS * options.readyBlinkPeriodMs,
      EVIDENCE_PERIODS * options.faultBlinkPeriodMs,
      EVIDENCE_PERIODS * options.batteryLowBlinkPeriodMs,
    );
  }

  start(listener: FindingListener): void {
    this.report = listener;
    this.options.sensor.onEdge((isHigh, atMs) => this.onEdge(isHigh, atMs));
    this.restart();
  }

  /** Evidence runs out by itself, so there is nothing to look after. */
  check(): void {}

  restart(): void {
    this.blinks = 0;
    this.rhythm = "none";
    this.wasDark = this.isDark();
    this.provenMs = this.options.clock.uptimeMs();
    this.tell("unknown", "none", this.provenMs);
  }

  private isDark(): boolean {
    return this.options.sensor.brightness() < DARK_BELOW;
  }

  /** `atMs` may be long ago: edges wait while the interpreter is blocked. */
  private onEdge(isHigh: boolean, atMs: number): void {
    const isBounce = atMs - this.lastEdgeMs < BOUNCE_MS;
    this.lastEdgeMs = atMs;
    if (!isHigh) {
      this.options.clock.after("dark sample", DARK_SAMPLE_MS, () => {
        if (this.isDark()) this.wasDark = true;
      });
      return;
    }
    this.isBlinking = true;
    if (!isBounce) this.takeBlink(atMs);
    this.forgiveBlock(atMs);
  }

  private takeBlink(atMs: number): void {
    if (this.wasDark) this.count(atMs - this.lastBlinkMs);
    else this.blinks = 0;
    this.wasDark = false;
    this.lastBlinkMs = atMs;
    if (this.blinks < BLINKS_MIN) return;
    this.provenMs = atMs;
    this.tell(this.rhythm === "ready" ? "ready" : "fault", this.rhythm, atMs);
  }

  /** Counts a blink that has a dark moment before it. */
  private count(intervalMs: number): void {
    const found = this.blinks === 0 ? "none" : rhythmOf(this.options, intervalMs);
    if (found === "none") this.blinks = 1;
    else this.blinks = found === this.rhythm || this.blinks === 1 ? this.blinks + 1 : 2;
    this.rhythm = found;
  }

  /** Something of `dueMs` comes only now: if it is late, evidence gets time to be renewed. */
  private forgiveBlock(dueMs: number): boolean {
    const nowMs = this.options.clock.uptimeMs();
    const endMs = Math.min(
      nowMs + this.evidenceMs * AFTER_BLOCK_TIMES,
      this.provenMs + EVIDENCE_MS_MAX,
    );
    if (nowMs - dueMs < BLOCKED_MS || endMs <= nowMs) return false;
    this.keepUntil(endMs);
    return true;
  }

  private keepUntil(endMs: number): void {
    const clock = this.options.clock;
    this.evidenceEndMs = endMs;
    clock.after("evidence", Math.max(0, endMs - clock.uptimeMs()), () => this.judge());
  }

  /** `atMs` is when it was seen; "unknown" was not seen. */
  private tell(indicator: IndicatorState, rhythm: Rhythm, atMs: number): void {
    this.keepUntil(atMs + this.evidenceMs);
    this.isBlinking = false;
    if (!this.report) return;
    this.report({
      kind: "indicator",
      indicator: indicator,
      battery: batteryOf(this.options, rhythm),
      method: "status-light",
      confirmedS: indicator === "unknown" ? undefined : atMs / 1000,
    });
  }

  /** No blink confirmed anything for too long. Blinks counted so far still count. */
  private judge(): void {
    if (this.forgiveBlock(this.evidenceEndMs)) return;
    // An indicator that does not blink while the AED is ready may be dark then.
    const isOut = this.options.readyBlinkPeriodMs > 0 && !this.isBlinking && this.isDark();
    this.tell(isOut ? "dark" : "unknown", "none", this.options.clock.uptimeMs());
  }
}
