/**
 * MQTT topics below `aed/1/<id>/` (design section 5). Device-safe. Nothing is ever retained, and
 * a device subscribes to its own exact topics only.
 */

/** Topics a device publishes on. */
export type DeviceTopic = "report" | "will" | "hello" | "reply" | "update/get";
/** Topics the broker publishes on, for one device. */
export type BrokerTopic = "time" | "command" | "update/chunk";

export const DEVICE_TOPICS: readonly DeviceTopic[] = [
  "report",
  "will",
  "hello",
  "reply",
  "update/get",
];
export const BROKER_TOPICS: readonly BrokerTopic[] = ["time", "command", "update/chunk"];

const PREFIX = "aed/1/";

/** The full topic, e.g. `aed/1/anyang-0042/report`. */
export function topicOf(cabinetId: string, topic: DeviceTopic | BrokerTopic): string {
  return PREFIX + cabinetId + "/" + topic;
}
