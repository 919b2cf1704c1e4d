/** What the verbs about cabinets do: hands on the AED, its cabinet, its sensor and their supply. */
import { SUPPLY_MV } from "../cabinet/power";
import type { CabinetVerb } from "../scenario/verbs";
import { Hands, type HandsOptions } from "./hands";
import type { StageMember } from "./stage";

export type Values = Readonly<Record<string, number | string>>;

/** What acts on a cabinet need of the run. */
export interface CabinetActsOptions extends HandsOptions {
  readonly order: (cabinetId: string, command: string, lifeS: number) => void;
}

/** The verbs that the adversary does are elsewhere. */
export type HandsOnVerb = Exclude<
  CabinetVerb,
  "replay-reports" | "forge-reports" | "replay-commands" | "clone-sensor" | "remove-clone"
>;
type Act = (member: StageMember, values: Values) => void;

const POWER_BACK_MS = 10_000;
const WEAK_DBM = -89;
const USUAL_DBM = -61;

function numberOf(values: Values, name: string): number {
  return Number(values[name]);
}

/** Something is done to the sensor or its surroundings that lasts until it is mended. */
function trouble(member: StageMember, name: string, begin: () => void): void {
  member.troubles.add(name);
  begin();
}

function mend(member: StageMember, prefix: string, end: () => void): void {
  for (const name of [...member.troubles]) {
    if (name.startsWith(prefix)) member.troubles.delete(name);
  }
  end();
}

function aedActs(hands: Hands, enter: HandsOptions["enter"]) {
  return {
    "open-door": ({ cabinet }) => cabinet.openDoor(),
    "close-door": ({ cabinet }) => cabinet.closeDoor(),
    "take-aed": (member) => hands.take(member, false),
    "return-aed": ({ cabinet }) => cabinet.returnAed(),
    "use-aed": (member) => hands.take(member, true),
    "swap-aed": (member, values) => hands.exchange(member, String(values.condition)),
    "confirm-aed": (member) => hands.confirm(member),
    "disconnect-pads": ({ cabinet }) => cabinet.disconnectPads(),
    "connect-pads": ({ cabinet }) => cabinet.connectPads(),
    "expire-pads": ({ cabinet, planned }, values) => {
      const date = hands.inDays(numberOf(values, "in-days"));
      cabinet.expirePads(date);
      enter(planned.id, "pads-date-recorded", date);
    },
    "replace-pads": (member) => hands.freshPads(member),
    "drain-battery": ({ cabinet }) => cabinet.drainBattery(),
    "replace-battery": (member) => hands.freshBattery(member),
    "fail-aed": ({ cabinet }) => cabinet.failAedAtNextSelfTest(),
    "fail-aed-unseen": ({ cabinet }) => cabinet.failAedUnseen(),
    "repair-aed": ({ cabinet }) => cabinet.repairAed(),
    "service-visit": (member) => hands.visit(member),
    "make-noise": ({ cabinet }, values) => cabinet.makeNoise(numberOf(values, "s") * 1000),
    "shine-light": ({ cabinet }, values) => cabinet.shineLight(numberOf(values, "s") * 1000),
    "break-heater": ({ cabinet }) => cabinet.breakHeater(),
    "repair-heater": ({ cabinet }) => cabinet.repairHeater(),
  } satisfies Readonly<Record<string, Act>>;
}

function wireActs(hands: Hands) {
  return {
    "stick-contact": (member, values) => {
      const contact = String(values.contact) as "door" | "presence" | "pads";
      const { isAedPresent } = member.cabinet.truth;
      trouble(member, `stick-contact ${contact}`, () => member.cabinet.stickContact(contact));
      // Stuck as one that is away: when it moves again the AED comes back, to the sensor.
      if (contact === "presence" && !isAedPresent) member.isUnconfirmed = true;
      if (contact === "pads") member.blind = { ...member.blind, isPadsContactStuck: true };
      hands.sensorLooksAgain(member);
    },
    "free-contact": (member) => {
      mend(member, "stick-contact", () => member.cabinet.freeContacts());
      member.blind = { ...member.blind, isPadsContactStuck: false };
      hands.sensorLooksAgain(member);
    },
    "cut-wire": (member, values) => {
      const wire = String(values.wire) as "door" | "presence" | "pads" | "indicator";
      // To the sensor a broken presence wire is an AED that is away.
      if (wire === "presence") member.isUnconfirmed = true;
      trouble(member, `cut-wire ${wire}`, () => member.cabinet.cutWire(wire));
    },
    "mend-wire": (member) => mend(member, "cut-wire", () => member.cabinet.mendWires()),
  } satisfies Readonly<Record<string, Act>>;
}

function supplyActs({ later }: CabinetActsOptions, hands: Hands) {
  return {
    "breaker-off": (member) => {
      trouble(member, "breaker-off", () => member.cabinet.breakerOff());
    },
    "breaker-on": (member) => {
      mend(member, "breaker-off", () => member.cabinet.breakerOn());
      hands.sensorLooksAgain(member);
    },
    "sag-supply": (member, values) => {
      trouble(member, "sag-supply", () => member.cabinet.setSupply(numberOf(values, "mv")));
    },
    "restore-supply": (member) => {
      mend(member, "sag-supply", () => member.cabinet.setSupply(SUPPLY_MV));
    },
    "brown-out": ({ cabinet }, values) => {
      cabinet.brownOut(numberOf(values, "times"), numberOf(values, "every-s") * 1000);
    },
    "cut-power-in-flash": (member, values) => {
      const powerBack = () => {
        if (!member.troubles.has("breaker-off")) member.cabinet.breakerOn();
      };
      const onCut = () => later(POWER_BACK_MS, powerBack);
      const operation = numberOf(values, "operation");
      member.device.cutPowerInFlash({ operation, doneFraction: 0.5, onCut });
    },
  } satisfies Readonly<Record<string, Act>>;
}

function sensorActs({ order }: CabinetActsOptions) {
  return {
    "wear-out-flash": (member) => {
      trouble(member, "wear-out-flash", () => {
        member.device.flash.isWornOut = true;
      });
    },
    "reset-sensor": ({ device }) => device.reboot(),
    "exhaust-memory": ({ device }) => {
      if (device.isRunning) device.interruptNext("memory");
    },
    command: ({ planned }, values) => {
      order(planned.id, String(values.do), numberOf(values, "life-s"));
    },
    "cut-wifi": (member, values) => {
      const fate = values.connections === "reset" ? "reset" : "silent";
      trouble(member, "cut-wifi", () => member.cabinet.cutNetwork(fate));
    },
    "restore-wifi": (member) => {
      member.device.accessPoint.rssiDbm = USUAL_DBM;
      mend(member, "weaken-wifi", () => member.wifi.strengthen());
      mend(member, "cut-wifi", () => member.cabinet.restoreNetwork());
    },
    "weaken-wifi": (member) => {
      trouble(member, "weaken-wifi", () => {
        member.device.accessPoint.rssiDbm = WEAK_DBM;
        member.wifi.weaken();
      });
    },
  } satisfies Readonly<Record<string, Act>>;
}

/** All hands-on verbs, by name. */
export function cabinetActs(options: CabinetActsOptions): Readonly<Record<HandsOnVerb, Act>> {
  const hands = new Hands(options);
  return {
    ...aedActs(hands, options.enter),
    ...wireActs(hands),
    ...supplyActs(options, hands),
    ...sensorActs(options),
  };
}
