/** Options that several commands share, so that they mean the same everywhere. */
import type { ChoiceOption, IntegerOption, TextOption } from "./command-line";

const PORT_MAX = 65_535;

export const dataOption = {
  kind: "text",
  valueName: "FOLDER",
  default: "data",
  help: "data folder of the broker: key, database, log",
} as const satisfies TextOption;

export const mqttPortOption = {
  kind: "integer",
  min: 0,
  max: PORT_MAX,
  default: 1883,
  help: "MQTT port; 0 takes a free one",
} as const satisfies IntegerOption;

export const httpPortOption = {
  kind: "integer",
  min: 0,
  max: PORT_MAX,
  default: 8080,
  help: "HTTP port on this machine; 0 takes a free one",
} as const satisfies IntegerOption;

export const languageOption = {
  kind: "choice",
  choices: ["en", "ko"],
  default: "en",
  help: "language of the technician log",
} as const satisfies ChoiceOption;

export const stopAfterOption = {
  kind: "integer",
  min: 0,
  max: 86_400,
  default: 0,
  help: "stop by itself after N seconds; 0 runs until Ctrl-C",
} as const satisfies IntegerOption;
