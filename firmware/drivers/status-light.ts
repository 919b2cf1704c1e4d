/**
 * Reads the AED's status indicator with a light sensor. A state is believed only after three
 * blinks in its own rhythm, each against a dark moment before it; without a further blink of that
 * rhythm it is given up after a while. Light that is constant, irregular or without a dark
 * reference proves nothing: "unknown".
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
/** After the end of a blink the dark moment is looked at. */
const DARK_SAMPLE_MS = 50;

export interface StatusLightOptions {
  readonly sensor: LightSensor;
  readonly clock: Clock;
  readonly readyBlinkPeriodMs: number;
  /** 0 = the AED has no such rhythm. */
  readonly faultBlinkPeriodMs: number;
  readonly batteryLowBlinkPeriodMs: number;
  readonly blinkTolerancePercent: number;
}

type Rhythm = "ready" | "fault" | "battery-low" | "none";

/** The bad rhythms first: where tolerances overlap, the worse reading counts. */
function rhythmOf(options: StatusLightOptions, intervalMs: number): Rhythm {
  function fits(periodMs: number): boolean {
    const toleranceMs = (periodMs * options.blinkTolerancePercent) / 100;
    return periodMs > 0 && Math.abs(intervalMs - periodMs) <= toleranceMs;
  }
  if (fits(options.batteryLowBlinkPeriodMs)) return "battery-low";
  if (fits(options.faultBlinkPeriodMs)) return "fault";
  return fits(options.readyBlinkPeriodMs) ? "ready" : "none";
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
  /** It was dark since the last blink. */
  private wasDark = false;
  /** There were blinks since the last one that proved something. */
  private isBlinking = false;

  constructor(private readonly options: StatusLightOptions) {
    this.evidenceMs =
      EVIDENCE_PERIODS *
      Math.max(
        options.readyBlinkPeriodMs,
        options.faultBlinkPeriodMs,
        options.batteryLowBlinkPeriodMs,
      );
  }

  start(listener: FindingListener): void {
    this.report = listener;
    this.options.sensor.onEdge((isHigh) => this.onEdge(isHigh));
    this.restart();
  }

  /** Evidence runs out by itself, so there is nothing to look after. */
  check(): void {}

  restart(): void {
    this.blinks = 0;
    this.rhythm = "none";
    this.wasDark = this.isDark();
    this.tell("unknown", false);
  }

  private isDark(): boolean {
    const sensor = this.options.sensor;
    return !sensor.isHigh() && sensor.brightness() < DARK_BELOW;
  }

  private onEdge(isHigh: boolean): void {
    const clock = this.options.clock;
    if (!isHigh) {
      clock.after("dark sample", DARK_SAMPLE_MS, () => {
        if (this.isDark()) this.wasDark = true;
      });
      return;
    }
    const nowMs = clock.uptimeMs();
    clock.cancel("dark sample");
    this.isBlinking = true;
    if (this.wasDark) this.count(nowMs - this.lastBlinkMs);
    else this.blinks = 0;
    this.wasDark = false;
    this.lastBlinkMs = nowMs;
    if (this.blinks >= BLINKS_MIN) this.tell(this.rhythm === "ready" ? "ready" : "fault", true);
  }

  /** Counts a blink that has a dark moment before it. */
  private count(intervalMs: number): void {
    const found = this.blinks === 0 ? "none" : rhythmOf(this.options, intervalMs);
    if (found === "none") this.blinks = 1;
    else this.blinks = found === this.rhythm || this.blinks === 1 ? this.blinks + 1 : 2;
    this.rhythm = found;
  }

  private tell(indicator: IndicatorState, isConfirmed: boolean): void {
    const clock = this.options.clock;
    clock.after("evidence", this.evidenceMs, () => this.judge());
    this.isBlinking = false;
    if (!this.report) return;
    this.report({
      kind: "indicator",
      indicator: indicator,
      battery: batteryOf(this.options, isConfirmed ? this.rhythm : "none"),
      method: "status-light",
      confirmedS: isConfirmed ? clock.uptimeMs() / 1000 : undefined,
    });
  }

  /** No blink confirmed anything for too long. Blinks counted so far still count. */
  private judge(): void {
    const isOut = !this.isBlinking && this.isDark();
    this.tell(isOut ? "dark" : "unknown", isOut);
  }
}
