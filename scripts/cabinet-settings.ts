/**
 * The settings file of a cabinet sensor, from what the installer knows: which cabinet, which AED
 * model, which network. Checked by the same rules that the firmware checks at boot.
 */
import { AED_MODELS, type AedModel } from "../firmware/drivers/models";
import { KEEP_ALIVE_S_DEFAULT } from "../protocol/limits";
import { completeSettings, type DeviceSettings, settingsProblem } from "../protocol/settings";
import { UsageError } from "./command-line";

/** How far a blink period may be off before it is not that pattern any more. */
const BLINK_TOLERANCE_PERCENT = 15;

export interface SettingsRequest {
  readonly id: string;
  readonly keyHex: string;
  readonly firstBoot: number;
  readonly aedModelId: string;
  readonly wifiSsid: string;
  readonly wifiPassword: string;
  readonly brokerHost: string;
  readonly brokerPort: number;
  readonly heartbeatS: number;
  readonly hasPadsContact: boolean;
  /** As measured on site; the model's own default when left out. */
  readonly readyBlinkPeriodMs?: number;
  /** 64 hexadecimal digits; a sensor without it takes no updates. */
  readonly updateKeyHex?: string;
  /** What else is wired or wanted; see `DeviceSettings`. */
  readonly usesTls?: boolean;
  readonly isBatteryPowered?: boolean;
  readonly hasBuzzer?: boolean;
  readonly chirpPeriodMs?: number;
  readonly serialBaud?: number;
  readonly climateSensor?: number;
  readonly supplyFullScaleMv?: number;
  readonly supplyLowMv?: number;
}

/** The row of an AED model; throws a UsageError that lists the known ones. */
export function aedModel(id: string): AedModel {
  const model = AED_MODELS.find((row) => row.id === id);
  if (model) return model;
  const known = AED_MODELS.map((row) => row.id).join(", ");
  throw new UsageError(`AED model "${id}" is not known; it must be one of ${known}.`);
}

/** The complete settings; throws a UsageError naming the first value that breaks its rule. */
export function createSettings(request: SettingsRequest): DeviceSettings {
  const { aedModelId, ...given } = request;
  const model = aedModel(aedModelId);
  const settings = completeSettings({
    readyBlinkPeriodMs: model.readyBlinkPeriodMs,
    ...given,
    version: 1,
    keepAliveS: KEEP_ALIVE_S_DEFAULT,
    faultBlinkPeriodMs: model.faultBlinkPeriodMs,
    batteryLowBlinkPeriodMs: model.batteryLowBlinkPeriodMs,
    blinkTolerancePercent: BLINK_TOLERANCE_PERCENT,
  });
  const problem = settingsProblem(settings);
  if (problem) throw new UsageError(`Settings of cabinet "${request.id}": ${problem}.`);
  return settings;
}
