/** Makes the history of one cabinet: as what it was shown, and when it was truly broken. */
import type { Defect } from "../cabinet/defects";
import type { Shown } from "../run/broker-under-test";
import type { Band, CabinetHistory } from "./verdict";

/** So many times of each kind are kept of a cabinet; later ones are left out, and counted. */
export const BANDS_PER_CABINET_MAX = 400;

type Broken = CabinetHistory["broken"][number];

export class CabinetRecord {
  /** Times that were left out because there were too many. */
  leftOut = 0;
  private readonly bands: Band[] = [];
  private readonly brokenTimes: Broken[] = [];
  private value: Band["value"] | undefined;
  private sinceMs = 0;
  /** When what is shown goes grey by itself. */
  private greyAtMs = Number.POSITIVE_INFINITY;
  private defects: readonly Defect[] = [];
  private brokenSinceMs = 0;

  constructor(
    readonly id: string,
    readonly name: string,
  ) {}

  /** `greyAtMs`: milliseconds from the start of the run, as `atMs`. */
  show(shown: Shown | undefined, atMs: number, greyAtMs: number): void {
    this.goGrey(atMs);
    this.change(shown ? shown.status : "broker-down", atMs);
    this.greyAtMs = shown ? greyAtMs : Number.POSITIVE_INFINITY;
  }

  truthIs(defects: readonly Defect[], atMs: number): void {
    if (defects.join() === this.defects.join()) return;
    this.endBroken(atMs);
    this.defects = defects;
    this.brokenSinceMs = atMs;
  }

  /** The history until the end of the run; nothing can be added after it. */
  end(nowMs: number): CabinetHistory {
    this.goGrey(nowMs);
    this.change(undefined, nowMs);
    this.endBroken(nowMs);
    return { id: this.id, name: this.name, shown: this.bands, broken: this.brokenTimes };
  }

  private goGrey(nowMs: number): void {
    if (this.value === undefined || this.greyAtMs >= nowMs) return;
    this.change("unknown", Math.max(this.greyAtMs, this.sinceMs));
    this.greyAtMs = Number.POSITIVE_INFINITY;
  }

  private change(value: Band["value"] | undefined, atMs: number): void {
    if (value === this.value) return;
    if (this.value !== undefined && atMs > this.sinceMs) {
      const band = { fromMs: this.sinceMs, toMs: atMs, value: this.value };
      if (this.bands.length < BANDS_PER_CABINET_MAX) this.bands.push(band);
      else this.leftOut += 1;
    }
    this.value = value;
    this.sinceMs = atMs;
  }

  private endBroken(atMs: number): void {
    if (this.defects.length === 0 || atMs <= this.brokenSinceMs) return;
    const broken = { fromMs: this.brokenSinceMs, toMs: atMs, defects: this.defects };
    if (this.brokenTimes.length < BANDS_PER_CABINET_MAX) this.brokenTimes.push(broken);
    else this.leftOut += 1;
  }
}
