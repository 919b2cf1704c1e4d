/** Settings of a cabinet sensor as provisioning would write them. */
import { completeSettings, type DeviceSettings } from "../../protocol/settings";

export const goodSettings: DeviceSettings = completeSettings({
  version: 3,
  id: "anyang-0042",
  firstBoot: 1,
  keyHex: "ff8df32be85fa0d6f0db0e2d9926cf76d8c2fc19dc6b2f7c6972b88c4dcfc4cc",
  wifiSsid: "hall",
  wifiPassword: "secret-word",
  brokerHost: "broker.local",
  brokerPort: 1883,
  heartbeatS: 900,
  keepAliveS: 60,
  readyBlinkPeriodMs: 5000,
  faultBlinkPeriodMs: 1000,
  batteryLowBlinkPeriodMs: 0,
  blinkTolerancePercent: 15,
  hasPadsContact: true,
});
