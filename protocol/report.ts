/**
 * The report: a full signed snapshot and the only status message (design section 5). Device-safe:
 * types only. Names end in their unit; "not-sensed" is a value, and nothing is inferred as good.
 */
import type { FaultCode } from "./faults";

/** How a value was observed. */
export type Method = "status-light" | "service-chirp" | "serial-status" | "contact";

/** What caused a report. */
export type ReportCause =
  | "boot"
  | "connected"
  | "heartbeat"
  | "door-opened"
  | "door-closed"
  | "aed-removed"
  | "aed-returned"
  | "pads-connected"
  | "pads-disconnected"
  | "indicator-changed"
  | "aed-changed"
  | "fault-changed"
  | "requested"
  | "drill";

/** The AED's own status indicator, as seen by a light sensor. */
export type IndicatorState = "ready" | "fault" | "dark" | "unknown" | "not-sensed";
export type BatteryState = "ok" | "low" | "replace" | "unknown" | "not-sensed";
export type PadsState = "ok" | "disconnected" | "unknown" | "not-sensed";
export type SelfTestResult = "pass" | "fail" | "unknown" | "not-sensed";
export type DoorState = "open" | "closed" | "unknown" | "not-sensed";
/** Whether the AED stands in the cabinet. */
export type Presence = boolean | "unknown" | "not-sensed";

/** `at` is in seconds since 1970 and present once it was observed under a synced clock. */
export interface Indicator {
  state: IndicatorState;
  method?: Method;
  at?: number;
}

export interface AedSection {
  present: Presence;
  /** How often the AED was taken out since boot: tells of an absence whose reports were lost. */
  removals?: number;
  indicator: Indicator;
  selfTest: { result: SelfTestResult; method?: Method; at?: number };
  battery: { state: BatteryState; method?: Method; percent?: number };
  pads: { state: PadsState; method?: Method };
}

export interface CabinetSection {
  door: DoorState;
  temperatureC?: number;
  humidityPercent?: number;
  supplyMv?: number;
  /** What the sensor lives on now. */
  power?: "mains" | "backup" | "battery";
}

export interface NodeSection {
  /** Version of the application, e.g. "1.2.0". */
  firmware: string;
  /** Version of the settings in force. */
  config: number;
  rssiDbm?: number;
  /** Free variables of the interpreter, and the fewest seen since boot. */
  freeVars: number;
  freeVarsMin?: number;
  /** Why the last boot happened, as far as the board can tell. */
  reset: string;
  /** Reports discarded since boot: the outbox was full, or the broker never took them. */
  dropped: number;
  /** Commands refused since boot, forged ones included; left out while there are none. */
  rejected?: number;
  /** "trial" while a new application waits for its confirmation; left out normally. */
  mode?: "trial" | "safe";
}

/** (boot, seq) orders everything a device says; `seq` counts from 1 in every boot. */
export interface Report {
  v: 1;
  id: string;
  boot: number;
  seq: number;
  /** Seconds since 1970 by the device's clock; 0 while it is not synced. */
  at: number;
  clock: "synced" | "unsynced";
  /** Seconds since boot. */
  upS: number;
  why: ReportCause;
  /** The next report comes within this many seconds. */
  dueS: number;
  /** Set by every board that is not a real cabinet sensor. */
  simulated?: true;
  aed: AedSection;
  cabinet: CabinetSection;
  node: NodeSection;
  faults: FaultCode[];
}
