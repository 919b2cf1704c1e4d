/**
 * AED models as rows of data: what a sensor must know to read one. Never part of the bundle: the
 * provisioning tool turns a row into settings. Makers publish that their indicator blinks, not
 * how often; periods marked "measure" are defaults to be checked with a stopwatch on site.
 */
export interface AedModel {
  readonly id: string;
  readonly maker: string;
  readonly model: string;
  /** Blink periods of the status indicator in milliseconds; 0 = it has no such pattern. */
  readonly readyBlinkPeriodMs: number;
  readonly faultBlinkPeriodMs: number;
  readonly batteryLowBlinkPeriodMs: number;
  /** Where the pattern is described. */
  readonly source: string;
}

export const AED_MODELS: readonly AedModel[] = [
  {
    id: "onsite",
    maker: "Philips",
    model: "HeartStart OnSite",
    readyBlinkPeriodMs: 3000,
    faultBlinkPeriodMs: 0,
    batteryLowBlinkPeriodMs: 0,
    source:
      "Owner's manual: green Ready light blinks, dark with chirps when it needs help; measure",
  },
  {
    id: "fr2",
    maker: "Philips",
    model: "HeartStart FR2",
    readyBlinkPeriodMs: 3000,
    faultBlinkPeriodMs: 0,
    batteryLowBlinkPeriodMs: 1000,
    source: "Instructions for use: flashing hourglass ready, flashing red X battery first; measure",
  },
  {
    id: "cr2",
    maker: "Stryker",
    model: "LIFEPAK CR2",
    readyBlinkPeriodMs: 5000,
    faultBlinkPeriodMs: 1000,
    batteryLowBlinkPeriodMs: 0,
    source: "Operating instructions: green flash ready, red flash or dark inspect; measure",
  },
  {
    id: "lifeline",
    maker: "Defibtech",
    model: "Lifeline",
    readyBlinkPeriodMs: 5000,
    faultBlinkPeriodMs: 1500,
    batteryLowBlinkPeriodMs: 0,
    source:
      "User manual: active status indicator flashes green, red flash service, or dark; measure",
  },
];
