/** A settings file that is wrong must say what is wrong, because the installer reads it on site. */
import { describe, expect, test } from "vitest";
import {
  completeSettings,
  type DeviceSettings,
  settingRules,
  settingsProblem,
} from "../../protocol/settings";

/** Settings as they were before any was added. */
const valid = {
  version: 1,
  id: "anyang-0042",
  firstBoot: 1,
  keyHex: "ab".repeat(32),
  wifiSsid: "city-hall",
  wifiPassword: "",
  brokerHost: "192.0.2.10",
  brokerPort: 1883,
  heartbeatS: 900,
  keepAliveS: 60,
  readyBlinkPeriodMs: 3000,
  faultBlinkPeriodMs: 0,
  batteryLowBlinkPeriodMs: 0,
  blinkTolerancePercent: 20,
  hasPadsContact: false,
} as const satisfies Partial<DeviceSettings>;
const rules = settingRules();
const required = Object.keys(valid);
const added = Object.keys(rules).filter((name) => !required.includes(name));

describe("settings of a cabinet sensor", () => {
  test("a complete set is accepted", () => {
    expect(settingsProblem(valid)).toBeUndefined();
  });

  test("an unknown setting is named together with every valid one", () => {
    const problem = settingsProblem({ ...valid, heartbeat: 60 });

    expect(problem).toContain("unknown setting heartbeat");
    for (const name of Object.keys(rules)) expect(problem).toContain(name);
  });

  test.each(required)("a missing %s is named", (name) => {
    const { [name as keyof typeof valid]: _left, ...rest } = valid;

    expect(settingsProblem(rest)).toContain(name);
  });

  test.each([
    ["id", "Anyang 42", "3 to 32 characters"],
    ["keyHex", "AB".repeat(32), "digits 0-9 and a-f"],
    ["keyHex", "ab", "64 to 64"],
    ["brokerPort", 0, "1 to 65535"],
    ["brokerPort", 1883.5, "whole number"],
    ["brokerPort", "1883", "whole number"],
    ["heartbeatS", 9, "10 to 86400"],
    ["keepAliveS", 301, "30 to 300"],
    ["hasPadsContact", "yes", "true or false"],
    ["wifiSsid", "x".repeat(33), "1 to 32"],
    ["updateKeyHex", "ab", "64 digits"],
    ["updateKeyHex", "AB".repeat(32), "digits 0-9 and a-f"],
    ["usesTls", 1, "true or false"],
    ["serialBaud", -1, "0 or a whole number, 300 to 115200"],
    ["chirpPeriodMs", 2999, "0 or a whole number, 5000 to 300000"],
    ["readyBlinkPeriodMs", 1, "0 or a whole number, 100 to 30000"],
    ["heartbeatS", 0, "a whole number, 10 to 86400"],
    ["climateSensor", 35, "0, 30 or 40"],
  ])("%s = %j is refused by its rule", (name, value, rule) => {
    const problem = settingsProblem({ ...valid, [name]: value });

    expect(problem).toContain(name);
    expect(problem).toContain(rule);
  });

  test.each([
    ["serialBaud", 0],
    ["serialBaud", 300],
    ["chirpPeriodMs", 0],
    ["chirpPeriodMs", 5000],
    ["climateSensor", 0],
    ["climateSensor", 30],
    ["climateSensor", 40],
  ])("%s = %j is accepted", (name, value) => {
    expect(settingsProblem({ ...valid, [name]: value })).toBeUndefined();
  });

  test.each([null, undefined, "text", 7])("%j is no set of settings", (value) => {
    expect(settingsProblem(value)).toContain("not a JSON object");
  });

  test.each(added)(
    "%s may be left out, because an update meets settings from before it",
    (name) => {
      expect(settingsProblem(valid)).toBeUndefined();
      const complete = completeSettings(valid);
      expect(complete[name as keyof DeviceSettings]).toBe(
        rules[name as keyof DeviceSettings].fallback,
      );
      expect(settingsProblem(complete)).toBeUndefined();
    },
  );

  test("what is given stands; nothing optional is switched on by itself", () => {
    expect(completeSettings({ ...valid, hasBuzzer: true, wifiSsid: "other" })).toMatchObject({
      hasBuzzer: true,
      wifiSsid: "other",
      updateKeyHex: "",
      usesTls: false,
      isBatteryPowered: false,
    });
  });
});
