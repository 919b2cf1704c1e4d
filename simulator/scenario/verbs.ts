/**
 * The words of scenarios: every verb with what it acts on and its values, as one table. The schema
 * of scenario files, their documentation, and exploration are made from it; what a verb does is
 * with the run (`run/`), which has to know each of them.
 */

export type VerbTarget = "cabinets" | "network" | "broker" | "fleet";

/** A value of a verb: a number with its unit in the name, or one of some words. */
export type VerbValue =
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly default: number;
      readonly help: string;
    }
  | {
      readonly kind: "choice";
      readonly choices: readonly string[];
      readonly default: string;
      readonly help: string;
    };

export interface Verb {
  readonly name: string;
  readonly on: VerbTarget;
  readonly help: string;
  readonly values: Readonly<Record<string, VerbValue>>;
  /** What ends it; verbs without one are over at once, or for good. */
  readonly endedBy?: string;
}

const number = (min: number, max: number, standard: number, help: string): VerbValue => {
  return { kind: "number", min, max, default: standard, help };
};
const choice = (choices: readonly [string, ...string[]], help: string): VerbValue => {
  return { kind: "choice", choices, default: choices[0], help };
};

const CABINET_VERBS = {
  "open-door": { help: "somebody opens the door", endedBy: "close-door" },
  "close-door": { help: "the door is closed" },
  "take-aed": { help: "the AED is taken out", endedBy: "return-aed" },
  "return-aed": { help: "the AED that was taken is put back" },
  "use-aed": {
    help: "a rescue: the AED is taken and used; the pads are spent, the battery loses charge",
    endedBy: "return-aed",
  },
  "swap-aed": {
    help: "another AED of the same model is put in its place",
    values: {
      condition: choice(["good", "pads-expired", "battery-low", "faulty"], "how the other one is"),
    },
  },
  "confirm-aed": { help: "a technician confirms in the registry that the AED is the right one" },
  "disconnect-pads": { help: "the pads connector is pulled", endedBy: "connect-pads" },
  "connect-pads": { help: "the pads connector is plugged in" },
  "expire-pads": {
    help: "pads turn out to expire on another day, and the registry is told",
    values: { "in-days": number(-60, 1000, -1, "their last good day, from today") },
    endedBy: "replace-pads",
  },
  "replace-pads": { help: "fresh pads, with their date in the registry" },
  "drain-battery": { help: "the AED's battery is nearly flat", endedBy: "replace-battery" },
  "replace-battery": { help: "a fresh battery, with its date in the registry" },
  "fail-aed": { help: "the AED fails its next self-test, and shows it", endedBy: "repair-aed" },
  "fail-aed-unseen": {
    help: "a defect that the AED's self-test does not find",
    endedBy: "repair-aed",
  },
  "repair-aed": { help: "the AED is repaired" },
  "service-visit": {
    help: "a technician opens, lifts the AED, replaces what is due, closes and confirms",
  },
  "make-noise": { help: "it is loud", values: { s: number(1, 3600, 20, "for so long") } },
  "shine-light": {
    help: "light falls on the indicator's sensor",
    values: { s: number(1, 86_400, 600, "for so long") },
  },
  "stick-contact": {
    help: "a contact stays as it is",
    values: { contact: choice(["door", "presence", "pads"], "which") },
    endedBy: "free-contact",
  },
  "free-contact": { help: "all contacts move again" },
  "cut-wire": {
    help: "a wire of the sensor breaks",
    values: { wire: choice(["door", "presence", "pads", "indicator"], "which") },
    endedBy: "mend-wire",
  },
  "mend-wire": { help: "all wires are whole again" },
  "breaker-off": { help: "the mains fails at the cabinet", endedBy: "breaker-on" },
  "breaker-on": { help: "the mains is back" },
  "sag-supply": {
    help: "the sensor's supply sags",
    values: { mv: number(0, 5000, 4200, "to so many millivolts") },
    endedBy: "restore-supply",
  },
  "restore-supply": { help: "the supply is well" },
  "brown-out": {
    help: "the supply breaks down again and again",
    values: {
      times: number(1, 50, 10, "so often"),
      "every-s": number(1, 600, 20, "from one to the next"),
    },
  },
  "cut-power-in-flash": {
    help: "the power fails in a flash operation to come, and is back 10 s later",
    values: { operation: number(1, 40, 3, "in which, counted from now") },
  },
  "wear-out-flash": { help: "the sensor's flash takes nothing any more" },
  "reset-sensor": { help: "somebody presses the sensor's reset button" },
  "exhaust-memory": { help: "the firmware runs out of variables in its next callback" },
  "break-heater": { help: "the cabinet's heater fails", endedBy: "repair-heater" },
  "repair-heater": { help: "the heater works again" },
  "cut-wifi": {
    help: "the cabinet's access point is gone",
    values: { connections: choice(["hang", "reset"], "what becomes of open connections") },
    endedBy: "restore-wifi",
  },
  "restore-wifi": { help: "the access point is back" },
  "weaken-wifi": {
    help: "the signal is weak: some connections break, most packets are late",
    endedBy: "restore-wifi",
  },
  command: {
    help: "the operator tells the sensor what to do",
    values: {
      do: choice(["report-now", "identify", "self-test", "reboot", "log", "drill"], "what"),
      "life-s": number(10, 86_400, 3600, "how long it is good for"),
    },
  },
  "replay-reports": {
    help: "an attacker sends what it overheard from these sensors once more",
    values: { reports: number(1, 100, 10, "so many of the last ones") },
  },
  "forge-reports": { help: "an attacker without the key sends reports in their name" },
  "replay-commands": { help: "an attacker sends the sensors what they were told before" },
  "clone-sensor": {
    help: "a second device with the same key appears at a place where all is well",
    endedBy: "remove-clone",
  },
  "remove-clone": { help: "the clone is switched off" },
} as const satisfies Readonly<Record<string, VerbRow>>;

const NETWORK_VERBS = {
  "network-down": { help: "nothing gets through, nothing is answered", endedBy: "network-up" },
  "network-up": { help: "the network is as it should be" },
  "delay-network": {
    help: "everything takes longer",
    values: { ms: number(1, 60_000, 2000, "so much, one way") },
    endedBy: "network-up",
  },
  "lose-connections": {
    help: "connections break at random",
    values: { "per-hour": number(1, 600, 20, "so often, each") },
    endedBy: "network-up",
  },
  "half-open": {
    help: "connections hang in one direction",
    values: { direction: choice(["to-broker", "to-sensors"], "which one hangs") },
    endedBy: "network-up",
  },
  "hold-reports": {
    help: "a man in the middle keeps back what the sensors say; at the end all of it comes at once",
    endedBy: "network-up",
  },
} as const satisfies Readonly<Record<string, VerbRow>>;

const BROKER_VERBS = {
  "kill-broker": { help: "the broker's process dies at once", endedBy: "start-broker" },
  "cut-server-power": {
    help: "the server loses its power, its disk what was not synced",
    endedBy: "start-broker",
  },
  "stop-broker": { help: "the broker is stopped in good order", endedBy: "start-broker" },
  "start-broker": { help: "the broker is started again" },
  "fill-disk": { help: "the server's disk takes nothing more", endedBy: "free-disk" },
  "free-disk": { help: "there is room again" },
  "set-server-clock": {
    help: "the server's clock jumps",
    values: { "by-s": number(-86_400, 86_400, -3600, "so far; negative = back") },
    endedBy: "mend-server-clock",
  },
  "mend-server-clock": { help: "the server's clock is right again" },
} as const satisfies Readonly<Record<string, VerbRow>>;

const FLEET_VERBS = {
  "roll-out": {
    help: "a new release of the firmware is sent to all sensors, a few first",
    values: { release: choice(["good", "crashing", "mute"], "what it is like") },
  },
} as const satisfies Readonly<Record<string, VerbRow>>;

interface VerbRow {
  readonly help: string;
  readonly values?: Readonly<Record<string, VerbValue>>;
  readonly endedBy?: string;
}

export type CabinetVerb = keyof typeof CABINET_VERBS;
export type NetworkVerb = keyof typeof NETWORK_VERBS;
export type BrokerVerb = keyof typeof BROKER_VERBS;
export type FleetVerb = keyof typeof FLEET_VERBS;
export type VerbName = CabinetVerb | NetworkVerb | BrokerVerb | FleetVerb;

function rows(on: VerbTarget, table: Readonly<Record<string, VerbRow>>): Verb[] {
  return Object.entries(table).map(([name, row]) => ({ name, on, values: {}, ...row }));
}

export const VERBS: readonly Verb[] = [
  ...rows("cabinets", CABINET_VERBS),
  ...rows("network", NETWORK_VERBS),
  ...rows("broker", BROKER_VERBS),
  ...rows("fleet", FLEET_VERBS),
];
