/** Reads the settings that provisioning left in Storage; says in one sentence what is wrong. */
import type { ByteString } from "../../protocol/frame";
import { type DeviceSettings, SETTINGS_FILE, settingsProblem } from "../../protocol/settings";

export type ReadSettings = { readonly settings: DeviceSettings } | { readonly problem: string };

const NEXT_STEP = " Provision this sensor again.";

/** `text` is the content of the file; undefined when there is no file. */
export function readSettings(text: ByteString | undefined): ReadSettings {
  if (!text) return { problem: "No settings: file " + SETTINGS_FILE + " is missing." + NEXT_STEP };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (_problem) {
    value = undefined;
  }
  const problem = settingsProblem(value);
  if (problem) return { problem: "Bad settings: " + problem + "." + NEXT_STEP };
  return { settings: value as DeviceSettings };
}
