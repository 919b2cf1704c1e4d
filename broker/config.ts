/** What the operator may choose, with defaults and checks; a bad value is a catalogue error. */
import { brokerError } from "./errors";
import { LOOK_INTERVAL_MS, LOOK_INTERVAL_MS_MAX, PACKETS_PER_WINDOW_MAX } from "./limits";
import { isTimeZone } from "./readiness/calendar";

/** "none" = nobody listens. */
export type Port = number | "none";
export type Language = "ko" | "en";

export interface BrokerConfig {
  /** Folder of the key, the database and the log; made when absent. */
  readonly dataFolder: string;
  /** TCP port for sensors; 0 takes any free one, "none" leaves them to `serve`. */
  readonly mqttPort?: Port;
  /** Address on which sensors are served; "0.0.0.0" serves the network. */
  readonly host?: string;
  /** TCP port of the HTTP interface, always on this machine only; 0 takes any free one. */
  readonly httpPort?: Port;
  /** True when simulated cabinets may count as ready. */
  readonly isSimulation?: boolean;
  /** Language of the lines printed. */
  readonly language?: Language;
  /** Time zone of the log's days and times. */
  readonly timeZone?: string;
  /** Packets one connection may send in ten seconds; raise it for load tests only. */
  readonly packetsPer10sMax?: number;
  /**
   * Milliseconds from one look at clocks, deadlines and changes by other programs to the next.
   * Longer ones are for runs in virtual time, where looking is most of the work.
   */
  readonly lookIntervalMs?: number;
}

export type CheckedConfig = Required<BrokerConfig>;

export const CONFIG_DEFAULTS = {
  mqttPort: 1883,
  host: "127.0.0.1",
  httpPort: 8080,
  isSimulation: false,
  language: "ko",
  timeZone: "Asia/Seoul",
  packetsPer10sMax: PACKETS_PER_WINDOW_MAX,
  lookIntervalMs: LOOK_INTERVAL_MS,
} as const;

const PORT_MAX = 65_535;

function demand(isGood: boolean, name: string, value: unknown, rule: string): void {
  if (!isGood) throw brokerError("OPTION_INVALID", { name, value: JSON.stringify(value), rule });
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** The configuration with its defaults; throws OPTION_INVALID naming the first bad option. */
export function checkConfig(config: BrokerConfig): CheckedConfig {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  const checked: CheckedConfig = {
    ...CONFIG_DEFAULTS,
    ...Object.fromEntries(given),
    dataFolder: config.dataFolder,
  };
  const names = ["dataFolder", ...Object.keys(CONFIG_DEFAULTS)];
  for (const [name, value] of given) {
    demand(names.includes(name), name, value, `left out; the options are ${names.join(", ")}`);
  }
  const isText = (value: unknown) => typeof value === "string" && value.length > 0;
  const portRule = `a whole number from 0 to ${PORT_MAX}, or "none"`;
  demand(isText(checked.dataFolder), "dataFolder", checked.dataFolder, "the path of a folder");
  for (const name of ["mqttPort", "httpPort"] as const) {
    const port = checked[name];
    demand(port === "none" || isWhole(port, 0, PORT_MAX), name, port, portRule);
  }
  demand(isText(checked.host), "host", checked.host, "an address of this machine");
  const { isSimulation, language, timeZone, packetsPer10sMax, lookIntervalMs } = checked;
  demand(typeof isSimulation === "boolean", "isSimulation", isSimulation, "true or false");
  demand(language === "ko" || language === "en", "language", language, '"ko" or "en"');
  demand(isTimeZone(timeZone), "timeZone", timeZone, "a time zone such as Asia/Seoul");
  const rateRule = "a whole number from 1 up";
  demand(isWhole(packetsPer10sMax, 1, 1e9), "packetsPer10sMax", packetsPer10sMax, rateRule);
  const isLook = isWhole(lookIntervalMs, 1, LOOK_INTERVAL_MS_MAX);
  const lookRule = `a whole number from 1 to ${LOOK_INTERVAL_MS_MAX}`;
  demand(isLook, "lookIntervalMs", lookIntervalMs, lookRule);
  return checked;
}
