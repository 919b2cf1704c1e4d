/**
 * The settings of one cabinet sensor: written to its flash at provisioning, read at boot. One
 * flat object; each setting is a row of `settingRules`. Device-safe.
 */
import { CABINET_ID_RULE, isCabinetId } from "./cabinet-id";
import { COUNTER_MAX, DUE_S_MAX, DUE_S_MIN, KEEP_ALIVE_S_MAX, KEEP_ALIVE_S_MIN } from "./limits";

/** Name of the file in the device's Storage. */
export const SETTINGS_FILE = "aed-settings";

export interface DeviceSettings {
  /** Version of this set of settings, rising with each change. */
  version: number;
  id: string;
  /**
   * Lowest boot number to use. A board whose flash was erased would begin at 1 again and every
   * report would be refused as old; provisioning continues above the last boot the broker knows.
   */
  firstBoot: number;
  /** Device key, 32 bytes as 64 hexadecimal digits. */
  keyHex: string;
  wifiSsid: string;
  wifiPassword: string;
  brokerHost: string;
  brokerPort: number;
  heartbeatS: number;
  keepAliveS: number;
  /** Blink period of the AED's status indicator while it is ready, in milliseconds. */
  readyBlinkPeriodMs: number;
  /** Blink period while the AED asks for service; 0 when it has none. */
  faultBlinkPeriodMs: number;
  /** Blink period while the AED's battery is low; 0 when it has none of its own. */
  batteryLowBlinkPeriodMs: number;
  blinkTolerancePercent: number;
  /** True when the pads connector has a contact of its own. */
  hasPadsContact: boolean;
  /** Update key, 32 bytes as 64 hexadecimal digits; "" = this device takes no updates. */
  updateKeyHex: string;
  /** MQTT over TLS; needs an interpreter with the heap for it. */
  usesTls: boolean;
  /** Sleeps between reports instead of staying connected. */
  isBatteryPowered: boolean;
  /** A buzzer is wired: door chime, and sound of `identify`. */
  hasBuzzer: boolean;
  /** Time between the AED's service chirps, in milliseconds; 0 = there is no microphone. */
  chirpPeriodMs: number;
  /** Speed of the AED's status port, in baud; 0 = there is none. */
  serialBaud: number;
  /** Sensor of temperature and humidity: 0 = none, 30 = SHT3x, 40 = SHT4x. */
  climateSensor: number;
  /** Supply voltage that reads as full scale behind the divider, in millivolts; 0 = not wired. */
  supplyFullScaleMv: number;
  /** Below this the supply is low, in millivolts. */
  supplyLowMv: number;
}

export interface SettingRule {
  /** "option" = an integer within the range, or 0 for what is not there. */
  readonly kind: "text" | "integer" | "option" | "boolean";
  /** Smallest and largest integer, or length of a text in bytes. */
  readonly min: number;
  readonly max: number;
  /** What holds where the setting is left out; undefined = it must be there. */
  readonly fallback: string | number | boolean | undefined;
}

export type SettingRules = { readonly [Name in keyof DeviceSettings]: SettingRule };

function rule(
  kind: SettingRule["kind"],
  min: number,
  max: number,
  fallback?: SettingRule["fallback"],
): SettingRule {
  return { kind: kind, min: min, max: max, fallback: fallback };
}

/**
 * One row a setting. Made anew for each check, because on the device it would fill memory for
 * good. A setting that came later has a fallback: an update meets settings from before it.
 */
export function settingRules(): SettingRules {
  return {
    version: rule("integer", 1, COUNTER_MAX),
    id: rule("text", 3, 32),
    firstBoot: rule("integer", 1, COUNTER_MAX),
    keyHex: rule("text", 64, 64),
    wifiSsid: rule("text", 1, 32),
    wifiPassword: rule("text", 0, 63),
    brokerHost: rule("text", 1, 253),
    brokerPort: rule("integer", 1, 65535),
    heartbeatS: rule("integer", DUE_S_MIN, DUE_S_MAX),
    keepAliveS: rule("integer", KEEP_ALIVE_S_MIN, KEEP_ALIVE_S_MAX),
    readyBlinkPeriodMs: rule("option", 100, 30000),
    faultBlinkPeriodMs: rule("option", 100, 30000),
    batteryLowBlinkPeriodMs: rule("option", 100, 30000),
    blinkTolerancePercent: rule("integer", 5, 40),
    hasPadsContact: rule("boolean", 0, 1),
    updateKeyHex: rule("text", 0, 64, ""),
    usesTls: rule("boolean", 0, 1, false),
    isBatteryPowered: rule("boolean", 0, 1, false),
    hasBuzzer: rule("boolean", 0, 1, false),
    chirpPeriodMs: rule("option", 5000, 300000, 0),
    serialBaud: rule("option", 300, 115200, 0),
    climateSensor: rule("option", 30, 40, 0),
    supplyFullScaleMv: rule("option", 1000, 60000, 0),
    supplyLowMv: rule("integer", 0, 60000, 0),
  };
}

function isHex(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if ("0123456789abcdef".indexOf(text.charAt(i)) < 0) return false;
  }
  return true;
}

function isInteger(value: unknown): value is number {
  return typeof value === "number" && value === Math.floor(value);
}

function settingProblem(name: string, value: unknown, wanted: SettingRule): string | undefined {
  const range = wanted.min + " to " + wanted.max;
  if (wanted.kind === "boolean") {
    return typeof value === "boolean" ? undefined : name + " must be true or false";
  }
  if (wanted.kind !== "text") {
    if (wanted.kind === "option" && value === 0) return undefined;
    if (name === "climateSensor" && value !== 30 && value !== 40) {
      return name + " is " + value + "; it must be 0, 30 or 40";
    }
    const isGood = isInteger(value) && value >= wanted.min && value <= wanted.max;
    const zero = wanted.kind === "option" ? "0 or " : "";
    return isGood
      ? undefined
      : name + " is " + value + "; it must be " + zero + "a whole number, " + range;
  }
  if (typeof value !== "string" || value.length < wanted.min || value.length > wanted.max) {
    return name + " must be a text of " + range + " bytes";
  }
  if (name === "id" && !isCabinetId(value)) return "id is " + value + "; rule: " + CABINET_ID_RULE;
  const isKey = name === "keyHex" || name === "updateKeyHex";
  if (isKey && !isHex(value)) return name + " must have the digits 0-9 and a-f only";
  if (isKey && value.length % 64 !== 0) return name + " must have 64 digits";
  return undefined;
}

/**
 * Why `value` is no valid set of settings, in one sentence that names the setting and its rule;
 * undefined when it is valid. Unknown settings are named together with the valid ones.
 */
export function settingsProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || !value) return "the settings are not a JSON object";
  const settings = value as { [name: string]: unknown };
  const rules = settingRules() as { [name: string]: SettingRule };
  const known = Object.keys(rules);
  for (const name of Object.keys(settings)) {
    if (known.indexOf(name) < 0) {
      return "unknown setting " + name + "; valid ones are " + known.join(", ");
    }
  }
  for (const name of known) {
    const wanted = rules[name] as SettingRule;
    const isLeftOut = settings[name] === undefined && wanted.fallback !== undefined;
    const problem = isLeftOut ? undefined : settingProblem(name, settings[name], wanted);
    if (problem) return problem;
  }
  return undefined;
}

/** Valid settings with every setting there. */
export function completeSettings(settings: Partial<DeviceSettings>): DeviceSettings {
  const rules = settingRules() as { [name: string]: SettingRule };
  const complete: { [name: string]: unknown } = {};
  for (const name of Object.keys(rules)) {
    const given = (settings as { [name: string]: unknown })[name];
    complete[name] = given === undefined ? (rules[name] as SettingRule).fallback : given;
  }
  return complete as unknown as DeviceSettings;
}
