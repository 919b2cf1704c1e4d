/**
 * AED models as rows of data: what a sensor must know to read one. Never part of the bundle: the
 * provisioning tool turns a row into settings. A row says only what its source says: makers publish
 * that an indicator blinks or an AED chirps, hardly ever how often. Periods of a row that says
 * "measure" are defaults to be checked with a stopwatch on site.
 */
import type { Method } from "../../protocol/report";

export interface AedModel {
  readonly id: string;
  readonly maker: string;
  readonly model: string;
  /**
   * Ways to read it. Without `status-light` its indicator does not blink while it is ready: a light
   * sensor can prove a fault at most, and readiness needs a person or a status port.
   */
  readonly readings: readonly Method[];
  /** Blink periods of the status indicator in milliseconds; 0 = it has no such pattern. */
  readonly readyBlinkPeriodMs: number;
  readonly faultBlinkPeriodMs: number;
  readonly batteryLowBlinkPeriodMs: number;
  /** Longest time between two self-tests, in hours; null where it is not published. */
  readonly selfTestPeriodH: number | null;
  /** Time between service chirps, in milliseconds; 0 = none, or not published: measure. */
  readonly chirpPeriodMs: number;
  /** Operating temperature, in degrees Celsius; null where no source is at hand. */
  readonly operatingMinC: number | null;
  readonly operatingMaxC: number | null;
  /** Life of fresh pads, and of a battery in service, in years. */
  readonly padsLifeYears: number | null;
  readonly batteryLifeYears: number | null;
  /** Where the row comes from. */
  readonly source: string;
}

type Row = Pick<AedModel, "id" | "maker" | "model" | "source"> & Partial<AedModel>;

const DAY_H = 24;
const WEEK_H = 168;
/** A symbol or a steady light: nothing that a rhythm could prove. */
const READ_WITHOUT_LIGHT: readonly Method[] = ["contact", "service-chirp"];
const READ_BY_LIGHT: readonly Method[] = ["status-light", "contact", "service-chirp"];

/** A whole row; what is not given is not known. */
function row(given: Row): AedModel {
  const readyBlinkPeriodMs = given.readyBlinkPeriodMs ?? 0;
  return {
    readings: readyBlinkPeriodMs > 0 ? READ_BY_LIGHT : READ_WITHOUT_LIGHT,
    readyBlinkPeriodMs,
    faultBlinkPeriodMs: 0,
    batteryLowBlinkPeriodMs: 0,
    selfTestPeriodH: null,
    chirpPeriodMs: 0,
    operatingMinC: null,
    operatingMaxC: null,
    padsLifeYears: null,
    batteryLifeYears: null,
    ...given,
  };
}

export const AED_MODELS: readonly AedModel[] = [
  row({
    id: "onsite",
    maker: "Philips",
    model: "HeartStart OnSite",
    readyBlinkPeriodMs: 3000,
    selfTestPeriodH: DAY_H,
    padsLifeYears: 2,
    batteryLifeYears: 4,
    source:
      "Ready light blinks green, dark with chirps when it needs help, 1 chirp look, 3 service: " +
      "https://onebeatmedical.com/pages/aed-help-hub-philips-heartstart-onsite " +
      "https://www.unitedmedsolutions.com/healthcare-consulting-and-equipment-faqs; measure",
  }),
  row({
    id: "frx",
    maker: "Philips",
    model: "HeartStart FRx",
    readyBlinkPeriodMs: 3000,
    selfTestPeriodH: DAY_H,
    padsLifeYears: 2,
    batteryLifeYears: 4,
    source:
      "Signals as the OnSite; battery 4 years in standby once fitted: " +
      "https://firsteditionfirstaid.ca/blog/2017/10/02/how-to-tell-when-my-aed-battery-expires/ " +
      "https://www.unitedmedsolutions.com/healthcare-consulting-and-equipment-faqs; measure",
  }),
  row({
    id: "fr2",
    maker: "Philips",
    model: "HeartStart FR2",
    readyBlinkPeriodMs: 3000,
    batteryLowBlinkPeriodMs: 1000,
    selfTestPeriodH: DAY_H,
    padsLifeYears: 2,
    batteryLifeYears: 1,
    source:
      "Flashing hourglass ready, flashing red X battery first, solid red X service; battery over " +
      "a year in service: http://www.dem.umn.edu/aedfaqs.html; measure",
  }),
  row({
    id: "aed-plus",
    maker: "ZOLL",
    model: "AED Plus",
    selfTestPeriodH: DAY_H,
    padsLifeYears: 5,
    batteryLifeYears: 3,
    source:
      "Check mark ready, X or alarm not; ten CR123A: " +
      "https://www.ak-zoll.com/aed/maintenance/battery1.html " +
      "https://ak-zoll.com/aed/maintenance/dailycheck.html; a symbol, no blinking; " +
      "the WS variant tests itself weekly",
  }),
  row({
    id: "aed-3",
    maker: "ZOLL",
    model: "AED 3",
    selfTestPeriodH: WEEK_H,
    source:
      "Check mark ready, X or alarm not; date of the pads on their pack: " +
      "https://ak-zoll.com/aed/maintenance/dailycheck.html; a symbol, no blinking",
  }),
  row({
    id: "cr2",
    maker: "Stryker",
    model: "LIFEPAK CR2",
    readyBlinkPeriodMs: 5000,
    faultBlinkPeriodMs: 1000,
    selfTestPeriodH: WEEK_H,
    source:
      "Green flash or OK ready, red flash or dark inspect; tests itself daily or weekly: " +
      "https://stryker-aed.com/user/inspection.html; measure",
  }),
  row({
    id: "samaritan",
    maker: "HeartSine",
    model: "samaritan PAD",
    readyBlinkPeriodMs: 5000,
    faultBlinkPeriodMs: 1000,
    selfTestPeriodH: WEEK_H,
    source:
      "Green flash ready, red flash or dark inspect; tests itself daily or weekly: " +
      "https://stryker-aed.com/user/inspection.html; measure",
  }),
  row({
    id: "lifepak-500",
    maker: "Physio-Control",
    model: "LIFEPAK 500",
    selfTestPeriodH: DAY_H,
    source:
      "Operating instructions, page 65 of the scan: test at 03:00 each day, OK, battery and " +
      "service symbols; no blinking. http://38.142.81.21:8001/manual/us-robotics/" +
      "56k-internal-voice-faxmodem-quick-for-windows-rev-1-2/operating-instructions-english/" +
      "page-65.html",
  }),
  row({
    id: "g3",
    maker: "Cardiac Science",
    model: "Powerheart G3",
    selfTestPeriodH: DAY_H,
    chirpPeriodMs: 30000,
    padsLifeYears: 2,
    batteryLifeYears: 4,
    source:
      "Steady green ready, red and a chirp about every 30 s not: " +
      "https://www.myseodirectory.com/" +
      "maintenance-tips-how-to-ensure-your-cardiac-science-aed-is-always-rescue-ready " +
      "https://www.cardiacscience.co.uk/how-to-store-aeds-in-cold-weather/",
  }),
  row({
    id: "g5",
    maker: "Cardiac Science",
    model: "Powerheart G5",
    selfTestPeriodH: DAY_H,
    chirpPeriodMs: 30000,
    padsLifeYears: 2,
    batteryLifeYears: 4,
    source:
      "As the G3: https://www.myseodirectory.com/" +
      "maintenance-tips-how-to-ensure-your-cardiac-science-aed-is-always-rescue-ready; measure",
  }),
  row({
    id: "lifeline",
    maker: "Defibtech",
    model: "Lifeline",
    readyBlinkPeriodMs: 5000,
    faultBlinkPeriodMs: 1500,
    padsLifeYears: 2.5,
    batteryLifeYears: 7,
    source:
      "User manual DDU-100, page 38: status indicator flashes green, flashes red with a beep, or " +
      "is dark, often for its own 9 V cell only: " +
      "https://azmanual.top/manuals/672859/defibtech-ddu-100-series.html?page=38; measure",
  }),
  row({
    id: "cu-sp1",
    maker: "CU Medical",
    model: "i-PAD CU-SP1",
    faultBlinkPeriodMs: 1000,
    batteryLifeYears: 5,
    source:
      "Display O ready, X not, then the i-button flashes red; the last bar of the pads is 3 " +
      "months: https://www.ipad-aed.com/care-maintenance/ " +
      "https://aed-cube.com/2017/12/12/qa_20171212/; measure",
  }),
  row({
    id: "beneheart-s1",
    maker: "Mindray",
    model: "BeneHeart S1",
    selfTestPeriodH: DAY_H,
    source:
      "Tests at power-on and daily, indicator and voice; its pattern is not described: " +
      "https://www.easymanua.ls/mindray/beneheart-s1/manual?p=38",
  }),
  row({
    id: "nihon-kohden",
    maker: "Nihon Kohden",
    model: "AED with status indicator",
    selfTestPeriodH: DAY_H,
    source:
      "Steady green ready, red and alarm not; the cause is on a panel below the lid: " +
      "https://inoti-aed.com/check_aed-linkage/",
  }),
  row({
    id: "cardiaid",
    maker: "CardiAid",
    model: "CardiAid",
    readyBlinkPeriodMs: 5000,
    batteryLifeYears: 3,
    source:
      "Green OK flashes when ready, red battery, red wrench; wrench with OK is unplugged pads: " +
      "https://www.mwitty.com/content.php?id=6004580; measure",
  }),
  row({
    id: "mypad",
    maker: "Primedic",
    model: "HeartSave myPAD",
    readyBlinkPeriodMs: 5000,
    padsLifeYears: 5,
    source:
      "Green OK flashes when ready, red battery, red wrench; pads 60 months at 25 C: " +
      "https://www.primedic.com/en/performance-technical-data; measure",
  }),
];
