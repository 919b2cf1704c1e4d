/**
 * Which settings hold: those in the device state, or those of the file that provisioning left in
 * Storage when it is another file than the one they came from. A cable always wins.
 */
import type { ByteString } from "../../protocol/frame";
import {
  completeSettings,
  type DeviceSettings,
  SETTINGS_FILE,
  settingsProblem,
} from "../../protocol/settings";
import type { DeviceState } from "./device-state";

export interface SettingsOptions {
  /** The content of the settings file; undefined when there is none. */
  readonly text: ByteString | undefined;
  /** The state as it was found on flash, if it was. */
  readonly state: DeviceState | undefined;
  readonly crc32: (bytes: ByteString) => number;
}

export type ChosenState =
  /** `isNew`: it has to be put on flash. */
  { readonly state: DeviceState; readonly isNew: boolean } | { readonly problem: string };

const NEXT_STEP = " Provision this sensor again.";

/** The state to work with, or in one sentence what is wrong with the settings. */
export function chooseSettings(options: SettingsOptions): ChosenState {
  const known = options.state;

  function read(text: ByteString): DeviceSettings | string {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (_problem) {
      value = undefined;
    }
    const problem = settingsProblem(value);
    return problem || completeSettings(value as Partial<DeviceSettings>);
  }

  /** A device with another key is another device: what its forerunner was told is void. */
  function imported(settings: DeviceSettings, source: number): DeviceState {
    const isSame = !!known && known.settings.keyHex === settings.keyHex;
    return {
      v: 1,
      command: known && isSame ? known.command : 0,
      source: source,
      settings: settings,
      fallback: null,
      slot: known ? known.slot : 0,
      apps: known ? known.apps : [null, null],
      trial: known ? known.trial : 0,
      update: known ? known.update : null,
      told: known && isSame ? known.told : null,
    };
  }

  const text = options.text;
  if (!text) {
    if (known) return { state: known, isNew: false };
    return { problem: "No settings: file " + SETTINGS_FILE + " is missing." + NEXT_STEP };
  }
  const source = options.crc32(text);
  if (known && known.source === source) {
    known.settings = completeSettings(known.settings);
    return { state: known, isNew: false };
  }
  const settings = read(text);
  if (typeof settings !== "string") return { state: imported(settings, source), isNew: true };
  // A file that was cut while it was written must not cost a sensor that knows its settings.
  if (known) return { state: known, isNew: false };
  return { problem: "Bad settings: " + settings + "." + NEXT_STEP };
}
