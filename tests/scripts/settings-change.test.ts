/** Changes of settings as people type them come out in the type of their setting. */
import { expect, test } from "vitest";
import { readChanges } from "../../scripts/settings-change";

test.each([
  ["heartbeatS=600", { heartbeatS: 600 }],
  ["heartbeatS=600, hasBuzzer=true", { heartbeatS: 600, hasBuzzer: true }],
  ["wifiSsid=시청 2층,wifiPassword=a,b=c,,d", { wifiSsid: "시청 2층", wifiPassword: "a,b=c,,d" }],
  ["wifiPassword=", { wifiPassword: "" }],
])("%s", (text, changes) => {
  expect(readChanges(text)).toEqual(changes);
});

test.each([
  ["heartbeat=600", /no name=value of a setting; they are version, id/],
  ["heartbeatS", /no name=value/],
  ["heartbeatS=often", /heartbeatS is "often"; it must be a whole number/],
  ["hasBuzzer=yes", /hasBuzzer is "yes"; it must be true or false/],
])("%s is refused", (text, sentence) => {
  expect(() => readChanges(text)).toThrow(sentence);
});
