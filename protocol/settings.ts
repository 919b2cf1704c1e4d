/**
 * The settings of one cabinet sensor: written to its flash at provisioning, read at boot. One
 * flat object; each setting is a row of `SETTING_RULES`. Device-safe.
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
}

interface SettingRule {
  readonly kind: "text" | "integer" | "boolean";
  /** Smallest and largest integer, or length of a text in bytes. */
  readonly min: number;
  readonly max: number;
}

function rule(kind: SettingRule["kind"], min: number, max: number): SettingRule {
  return { kind: kind, min: min, max: max };
}

/** One row a setting; names are the keys of `DeviceSettings`. */
export const SETTING_RULES: { readonly [Name in keyof DeviceSettings]: SettingRule } = {
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
  readyBlinkPeriodMs: rule("integer", 200, 30000),
  faultBlinkPeriodMs: rule("integer", 0, 30000),
  batteryLowBlinkPeriodMs: rule("integer", 0, 30000),
  blinkTolerancePercent: rule("integer", 5, 40),
  hasPadsContact: rule("boolean", 0, 1),
};

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
  if (wanted.kind === "integer") {
    const isGood = isInteger(value) && value >= wanted.min && value <= wanted.max;
    return isGood ? undefined : name + " is " + value + "; it must be a whole number, " + range;
  }
  if (typeof value !== "string" || value.length < wanted.min || value.length > wanted.max) {
    return name + " must be a text of " + range + " bytes";
  }
  if (name === "id" && !isCabinetId(value)) return "id is " + value + "; rule: " + CABINET_ID_RULE;
  if (name === "keyHex" && !isHex(value)) return "keyHex must have the digits 0-9 and a-f only";
  return undefined;
}

/**
 * Why `value` is no valid set of settings, in one sentence that names the setting and its rule;
 * undefined when it is valid. Unknown settings are named together with the valid ones.
 */
export function settingsProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || !value) return "the settings are not a JSON object";
  const settings = value as { [name: string]: unknown };
  const rules = SETTING_RULES as { [name: string]: SettingRule };
  const known = Object.keys(SETTING_RULES);
  for (const name of Object.keys(settings)) {
    if (known.indexOf(name) < 0) {
      return "unknown setting " + name + "; valid ones are " + known.join(", ");
    }
  }
  for (const name of known) {
    const wanted = rules[name] as SettingRule;
    const problem = settingProblem(name, settings[name], wanted);
    if (problem) return problem;
  }
  return undefined;
}
