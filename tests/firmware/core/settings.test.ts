/** Settings as they lie in the sensor's flash; without good ones it says why. */
import { expect, test } from "vitest";
import { readSettings } from "../../../firmware/core/settings";
import { goodSettings } from "../good-settings";

test("good settings are taken", () => {
  expect(readSettings(JSON.stringify(goodSettings))).toEqual({ settings: goodSettings });
});

test.each([
  [undefined, "No settings: file aed-settings is missing. Provision this sensor again."],
  ["{", "Bad settings: the settings are not a JSON object. Provision this sensor again."],
  [
    JSON.stringify({ ...goodSettings, heartbeatS: 5 }),
    "Bad settings: heartbeatS is 5; it must be a whole number, 10 to 86400. " +
      "Provision this sensor again.",
  ],
])("%s is refused with a reason and the next step", (text, problem) => {
  expect(readSettings(text)).toEqual({ problem });
});
