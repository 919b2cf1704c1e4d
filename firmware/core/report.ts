/**
 * Puts a report together: members in the order of the design, ASCII only, below the wire's limit
 * also at its longest. What is not known is left out or said to be unknown.
 */
import type { FaultCode } from "../../protocol/faults";
import { TAIL_LENGTH } from "../../protocol/frame";
import { REPORT_BYTES_MAX, REPORT_FAULTS_MAX } from "../../protocol/limits";
import type {
  AedSection,
  CabinetSection,
  NodeSection,
  Report,
  ReportCause,
} from "../../protocol/report";
import { asTold, type CabinetState } from "./cabinet";

export interface ReportParts {
  readonly id: string;
  readonly boot: number;
  readonly seq: number;
  /** Seconds since 1970; 0 while the clock is not synced. */
  readonly at: number;
  readonly upS: number;
  readonly why: ReportCause;
  readonly dueS: number;
  readonly isSimulated: boolean;
  readonly cabinet: CabinetState;
  /** What the sensor lives on; undefined where nothing tells. */
  readonly power: CabinetSection["power"] | undefined;
  readonly node: NodeSection;
  /** The first REPORT_FAULTS_MAX of them are told. */
  readonly faults: readonly FaultCode[];
}

/** What powers the sensor, as far as settings and the supply's finding tell. */
export function powerOf(
  settings: { readonly isBatteryPowered: boolean },
  cabinet: CabinetState,
): CabinetSection["power"] | undefined {
  if (settings.isBatteryPowered) return "battery";
  if (cabinet.supply === "ok") return "mains";
  return cabinet.supply === "low" ? "backup" : undefined;
}

function aedSection(parts: ReportParts): AedSection {
  const told = asTold(parts.cabinet);
  const bootedAt = parts.at - parts.upS;
  const indicator: AedSection["indicator"] = { state: told.indicator };
  const selfTest: AedSection["selfTest"] = { result: told.selfTest };
  const battery: AedSection["battery"] = { state: told.battery };
  const pads: AedSection["pads"] = { state: told.pads };
  if (told.indicatorMethod) indicator.method = told.indicatorMethod;
  if (parts.at > 0 && told.confirmedS !== undefined) {
    indicator.at = bootedAt + Math.floor(told.confirmedS);
  }
  if (told.selfTestMethod) selfTest.method = told.selfTestMethod;
  const testedAt = told.selfTestS === undefined ? 0 : bootedAt + Math.floor(told.selfTestS);
  if (parts.at > 0 && testedAt > 0) selfTest.at = testedAt;
  if (told.batteryMethod) battery.method = told.batteryMethod;
  if (told.percent !== undefined) battery.percent = told.percent;
  if (told.padsMethod) pads.method = told.padsMethod;
  return {
    present: told.present,
    removals: told.removals,
    indicator: indicator,
    selfTest: selfTest,
    battery: battery,
    pads: pads,
  };
}

function cabinetSection(parts: ReportParts): CabinetSection {
  const state = parts.cabinet;
  const section: CabinetSection = { door: state.door };
  if (state.temperatureC !== undefined) section.temperatureC = state.temperatureC;
  if (state.humidityPercent !== undefined) section.humidityPercent = state.humidityPercent;
  if (state.supplyMv !== undefined) section.supplyMv = state.supplyMv;
  if (parts.power) section.power = parts.power;
  return section;
}

interface Section {
  [name: string]: Section;
}

/**
 * Leaves out of a report that is too long what the reader can do without, in a fixed order, until
 * it fits. States and faults always stay; without a time or a count the broker takes less for
 * proven, never more.
 */
function fittingText(text: string): string {
  const bodyBytesMax = REPORT_BYTES_MAX - TAIL_LENGTH + 1;
  if (text.length <= bodyBytesMax) return text;
  const report = JSON.parse(text) as Section;
  const order =
    "cabinet.humidityPercent node.freeVarsMin cabinet.temperatureC node.rssiDbm " +
    "cabinet.supplyMv cabinet.power node.rejected aed.battery.percent aed.pads.method " +
    "aed.battery.method aed.selfTest.method aed.indicator.method node.mode aed.selfTest.at " +
    "aed.removals aed.indicator.at";
  const paths = order.split(" ");
  let fitting = text;
  for (let i = 0; i < paths.length && fitting.length > bodyBytesMax; i++) {
    const names = (paths[i] as string).split(".");
    const last = names.length - 1;
    let section = report;
    for (let j = 0; j < last; j++) section = section[names[j] as string] as Section;
    delete section[names[last] as string];
    fitting = JSON.stringify(report);
  }
  return fitting;
}

/** The report as compact JSON text, ready to be sealed. */
export function reportBody(parts: ReportParts): string {
  const head: Partial<Report> = {
    v: 1,
    id: parts.id,
    boot: parts.boot,
    seq: parts.seq,
    at: parts.at,
    clock: parts.at > 0 ? "synced" : "unsynced",
    upS: parts.upS,
    why: parts.why,
    dueS: parts.dueS,
  };
  if (parts.isSimulated) head.simulated = true;
  head.aed = aedSection(parts);
  head.cabinet = cabinetSection(parts);
  head.node = parts.node;
  head.faults = parts.faults.slice(0, REPORT_FAULTS_MAX);
  return fittingText(JSON.stringify(head));
}
