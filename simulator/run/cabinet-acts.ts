/**
 * What the verbs about cabinets do: hands on the cabinet and its sensor, and what an honest
 * technician enters in the registry with it.
 */
import { AedUnit } from "../cabinet/aed-unit";
import { SUPPLY_MV } from "../cabinet/power";
import { isoDatePlus, seoulDate } from "../fleet/iso-date";
import type { CabinetVerb } from "../scenario/verbs";
import type { Stage, StageMember } from "./stage";

export type Values = Readonly<Record<string, number | string>>;

/** What acts on a cabinet need of the run. */
export interface CabinetActsOptions {
  readonly stage: Stage;
  readonly wallMs: () => number;
  readonly later: (delayMs: number, run: () => void) => void;
  /** Enters it in the registry, once the broker is there to take it. */
  readonly enter: (cabinetId: string, kind: string, date?: string) => void;
  readonly order: (cabinetId: string, command: string, lifeS: number) => void;
}

/** The verbs that the adversary does are elsewhere. */
export type HandsOnVerb = Exclude<
  CabinetVerb,
  "replay-reports" | "forge-reports" | "replay-commands" | "clone-sensor" | "remove-clone"
>;
type Act = (member: StageMember, values: Values) => void;

const FRESH_PADS_DAYS = 730;
const FRESH_BATTERY_DAYS = 1460;
const POWER_BACK_MS = 10_000;
const WEAK_DBM = -89;
const USUAL_DBM = -61;
/** How long a visitor takes from one step to the next. */
const STEP_MS = 10_000;
/** An AED that was away for less is taken to be the same one: nobody exchanges it that fast. */
const EXCHANGE_MS = 15_000;

function numberOf(values: Values, name: string): number {
  return Number(values[name]);
}

/** All hands-on verbs, by name. */
export function cabinetActs(options: CabinetActsOptions): Readonly<Record<HandsOnVerb, Act>> {
  const { stage, wallMs, later, enter, order } = options;
  const inDays = (days: number) => isoDatePlus(seoulDate(wallMs()), days);

  function freshPads({ cabinet, planned }: StageMember): void {
    const date = inDays(FRESH_PADS_DAYS);
    cabinet.replacePads(date);
    enter(planned.id, "pads-replaced", date);
  }

  function freshBattery({ cabinet, planned }: StageMember): void {
    const date = inDays(FRESH_BATTERY_DAYS);
    cabinet.replaceBattery(date);
    enter(planned.id, "battery-replaced", date);
  }

  /** Cabinets with an AED of which the registry does not know the dates yet. */
  const exchanged = new Set<string>();

  /** Looks at the AED, puts right what is wrong with its consumables, and says that it is it. */
  function confirm(member: StageMember): void {
    const defects = member.cabinet.defects();
    if (defects.includes("aed-missing")) return;
    const isOther = exchanged.delete(member.planned.id);
    const isDue = (part: string) => isOther || defects.some((defect) => defect.startsWith(part));
    if (isDue("pads")) freshPads(member);
    if (isDue("battery")) freshBattery(member);
    enter(member.planned.id, "aed-confirmed");
    member.isUnconfirmed = false;
    member.blind = { ...member.blind, isExchangeUnseen: false };
    stage.tellTruth(member);
  }

  function isPresenceStuck(member: StageMember): boolean {
    return member.troubles.has("stick-contact presence");
  }

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

  function exchange(member: StageMember, condition: string): void {
    const { cabinet, planned } = member;
    const nowMs = wallMs();
    const dates = {
      padsExpireOn: condition === "pads-expired" ? inDays(-10) : inDays(FRESH_PADS_DAYS),
      batteryExpireOn: inDays(FRESH_BATTERY_DAYS),
      bodyExpireOn: planned.bodyExpireOn,
    };
    const { aedModelId } = planned;
    const serial = `${planned.id} ${nowMs}`;
    const other = new AedUnit({ aedModelId, nowMs, serial, ...dates });
    if (condition === "battery-low") other.drainBattery(nowMs);
    if (condition === "faulty") other.failAtNextSelfTest(nowMs);
    member.isUnconfirmed = true;
    member.blind = { ...member.blind, isExchangeUnseen: isPresenceStuck(member) };
    cabinet.takeAed();
    // Nobody exchanges an AED in no time.
    later(EXCHANGE_MS, () => {
      cabinet.swapAed(other);
      exchanged.add(planned.id);
      stage.tellTruth(member);
    });
  }

  function take(member: StageMember, isUsed: boolean): void {
    member.isUnconfirmed = true;
    if (isUsed) member.cabinet.useAed();
    else member.cabinet.takeAed();
  }

  /** Opens, lifts, replaces what is due, puts back, closes, confirms. */
  function visit(member: StageMember): void {
    const { cabinet } = member;
    const steps: (() => void)[] = [
      () => cabinet.openDoor(),
      () => take(member, false),
      () => cabinet.returnAed(),
      () => {
        if (cabinet.defects().includes("aed-fault")) cabinet.repairAed();
        confirm(member);
      },
      () => cabinet.closeDoor(),
    ];
    steps.forEach((step, index) => {
      later(index * STEP_MS, step);
    });
  }

  return {
    "open-door": ({ cabinet }) => cabinet.openDoor(),
    "close-door": ({ cabinet }) => cabinet.closeDoor(),
    "take-aed": (member) => take(member, false),
    "return-aed": ({ cabinet }) => cabinet.returnAed(),
    "use-aed": (member) => take(member, true),
    "swap-aed": (member, values) => exchange(member, String(values.condition)),
    "confirm-aed": confirm,
    "disconnect-pads": ({ cabinet }) => cabinet.disconnectPads(),
    "connect-pads": ({ cabinet }) => cabinet.connectPads(),
    "expire-pads": ({ cabinet, planned }, values) => {
      const date = inDays(numberOf(values, "in-days"));
      cabinet.expirePads(date);
      enter(planned.id, "pads-date-recorded", date);
    },
    "replace-pads": freshPads,
    "drain-battery": ({ cabinet }) => cabinet.drainBattery(),
    "replace-battery": freshBattery,
    "fail-aed": ({ cabinet }) => cabinet.failAedAtNextSelfTest(),
    "fail-aed-unseen": ({ cabinet }) => cabinet.failAedUnseen(),
    "repair-aed": ({ cabinet }) => cabinet.repairAed(),
    "service-visit": visit,
    "make-noise": ({ cabinet }, values) => cabinet.makeNoise(numberOf(values, "s") * 1000),
    "shine-light": ({ cabinet }, values) => cabinet.shineLight(numberOf(values, "s") * 1000),
    "stick-contact": (member, values) => {
      const contact = String(values.contact) as "door" | "presence" | "pads";
      trouble(member, `stick-contact ${contact}`, () => member.cabinet.stickContact(contact));
      if (contact === "pads") member.blind = { ...member.blind, isPadsContactStuck: true };
      stage.tellTruth(member);
    },
    "free-contact": (member) => {
      mend(member, "stick-contact", () => member.cabinet.freeContacts());
      member.blind = { ...member.blind, isPadsContactStuck: false };
      stage.tellTruth(member);
    },
    "cut-wire": (member, values) => {
      const wire = String(values.wire) as "door" | "presence" | "pads" | "indicator";
      // To the sensor a broken presence wire is an AED that is away.
      if (wire === "presence") member.isUnconfirmed = true;
      trouble(member, `cut-wire ${wire}`, () => member.cabinet.cutWire(wire));
    },
    "mend-wire": (member) => mend(member, "cut-wire", () => member.cabinet.mendWires()),
    "breaker-off": (member) => {
      trouble(member, "breaker-off", () => member.cabinet.breakerOff());
    },
    "breaker-on": (member) => mend(member, "breaker-off", () => member.cabinet.breakerOn()),
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
    "wear-out-flash": (member) => {
      trouble(member, "wear-out-flash", () => {
        member.device.flash.isWornOut = true;
      });
    },
    "reset-sensor": ({ device }) => device.reboot(),
    "exhaust-memory": ({ device }) => {
      if (device.isRunning) device.interruptNext("memory");
    },
    "break-heater": ({ cabinet }) => cabinet.breakHeater(),
    "repair-heater": ({ cabinet }) => cabinet.repairHeater(),
    "cut-wifi": (member, values) => {
      const fate = values.connections === "reset" ? "reset" : "silent";
      trouble(member, "cut-wifi", () => member.cabinet.cutNetwork(fate));
    },
    "restore-wifi": (member) => {
      member.device.accessPoint.rssiDbm = USUAL_DBM;
      mend(member, "weaken-wifi", () => {});
      mend(member, "cut-wifi", () => member.cabinet.restoreNetwork());
    },
    "weaken-wifi": (member) => {
      trouble(member, "weaken-wifi", () => {
        member.device.accessPoint.rssiDbm = WEAK_DBM;
      });
    },
    command: ({ planned }, values) => {
      order(planned.id, String(values.do), numberOf(values, "life-s"));
    },
  };
}
