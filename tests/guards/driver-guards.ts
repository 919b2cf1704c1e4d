/** Guards of the drivers and of what core makes of their findings. */
import type { Guard } from "./guard";

const CHIRP = "firmware/drivers/service-chirp.ts";
const CHIRP_TESTS = ["tests/firmware/drivers/service-chirp.test.ts"];
const SERIAL = "firmware/drivers/serial-status.ts";
const SERIAL_TESTS = ["tests/firmware/drivers/serial-status.test.ts"];
const CLIMATE = "firmware/drivers/climate.ts";
const CLIMATE_TESTS = ["tests/firmware/drivers/climate.test.ts"];
const SUPPLY = "firmware/drivers/supply.ts";
const SUPPLY_TESTS = ["tests/firmware/drivers/supply.test.ts"];
const STATUS_LIGHT = "firmware/drivers/status-light.ts";
const STATUS_LIGHT_TESTS = ["tests/firmware/drivers/status-light.test.ts"];
const CABINET = "firmware/core/cabinet.ts";
const SOURCES_TESTS = ["tests/firmware/core/cabinet-sources.test.ts"];
const REPORT = "firmware/core/report.ts";
const REPORT_TESTS = ["tests/firmware/core/report.test.ts"];
const SIGNS = "firmware/signs.ts";
const SIGNS_TESTS = ["tests/firmware/signs.test.ts"];

const CHIRP_GUARDS: readonly Guard[] = [
  {
    promise: "a service chirp needs three in its rhythm",
    file: CHIRP,
    find: "CHIRPS_MIN = 3",
    replace: "CHIRPS_MIN = 2",
    tests: CHIRP_TESTS,
  },
  {
    promise: "a long sound is no chirp",
    file: CHIRP,
    find: "if (endMs - startMs > CHIRP_MS_MAX) {",
    replace: "if (endMs - startMs > 1e9) {",
    tests: CHIRP_TESTS,
  },
  {
    promise: "sounds without the chirp's rhythm are no chirps",
    file: CHIRP,
    find: "chirps = isInRhythm ? chirps + 1 : 1;",
    replace: "chirps = chirps + 1;",
    tests: CHIRP_TESTS,
  },
  {
    promise: "a chirp that is not heard any more is withdrawn",
    file: CHIRP,
    find: 'clock.after("chirp evidence", Math.max(0, leftMs), () => tell(false));',
    replace: "",
    tests: CHIRP_TESTS,
  },
  {
    promise: "a chirp that waited counts for when it was heard",
    file: CHIRP,
    find: "CHIRP_EVIDENCE_PERIODS * periodMs - clock.uptimeMs();",
    replace: "CHIRP_EVIDENCE_PERIODS * periodMs - chirpMs;",
    tests: CHIRP_TESTS,
  },
  {
    promise: "chirps of the AED before are forgotten",
    file: CHIRP,
    find: '      chirps = 0;\n      clock.cancel("chirp evidence");\n      tell(false);\n',
    replace: "",
    tests: CHIRP_TESTS,
  },
];

const SERIAL_GUARDS: readonly Guard[] = [
  {
    promise: "a line of the status port is believed by its checksum only",
    file: SERIAL,
    find: 'content + "*" + digits + "\\r" !== line || ',
    replace: "",
    tests: SERIAL_TESTS,
  },
  {
    promise: "another version of the serial protocol is not read as this one",
    file: SERIAL,
    find: " || !isOurs) return;",
    replace: ") return;",
    tests: SERIAL_TESTS,
  },
  {
    promise: "evidence of the status port lapses",
    file: SERIAL,
    find: 'clock.after("serial", waitMs, () => tellNothing(true));',
    replace: "clock.uptimeMs();",
    tests: SERIAL_TESTS,
  },
  {
    promise: "no line may announce that its evidence lasts for hours",
    file: SERIAL,
    find: "SERIAL_PERIOD_S_MAX = 900",
    replace: "SERIAL_PERIOD_S_MAX = 90000",
    tests: SERIAL_TESTS,
  },
  {
    promise: "a word that the status port does not know proves nothing",
    file: SERIAL,
    find: 'return known.indexOf(value) >= 0 ? value : "unknown";',
    replace: "return value;",
    tests: SERIAL_TESTS,
  },
  {
    promise: "a key that comes twice proves nothing",
    file: SERIAL,
    find: '    if (text.indexOf(start, from - 1) >= 0) return "";\n',
    replace: "",
    tests: SERIAL_TESTS,
  },
  {
    promise: "an AED with an error code is not ready",
    file: SERIAL,
    find: 'const hasError = code !== undefined && code !== "0";',
    replace: "const hasError = code === null;",
    tests: SERIAL_TESTS,
  },
  {
    promise: "a line of the status port has a longest length",
    file: SERIAL,
    find: 'if (pending.length >= LINE_LENGTH_MAX) pending = "";',
    replace: "",
    tests: SERIAL_TESTS,
  },
  {
    promise: "a line that began before the AED was exchanged is forgotten",
    file: SERIAL,
    find: "    reader.reset();\n",
    replace: "",
    tests: SERIAL_TESTS,
  },
];

const CABINET_SENSOR_GUARDS: readonly Guard[] = [
  {
    promise: "a climate reading is believed by its checksums only",
    file: CLIMATE,
    find: "const isIntact = crc === bytes.charCodeAt(at + 2);",
    replace: "const isIntact = crc >= 0;",
    tests: CLIMATE_TESTS,
  },
  {
    promise: "an impossible climate is unknown",
    file: CLIMATE,
    find: "if (!(celsius >= -40 && celsius <= 85 && percent <= 106)) return undefined;",
    replace: "if (celsius !== celsius || percent !== percent) return undefined;",
    tests: CLIMATE_TESTS,
  },
  {
    promise: "a climate sensor that is stuck is unknown",
    file: CLIMATE,
    find: "climate && sameReadings < SAME_READINGS_MAX",
    replace: "climate",
    tests: CLIMATE_TESTS,
  },
  {
    promise: "one climate reading is no evidence",
    file: CLIMATE,
    find: "GOOD_READINGS_MIN = 2",
    replace: "GOOD_READINGS_MIN = 1",
    tests: CLIMATE_TESTS,
  },
  {
    promise: "a saturated supply reading is unknown",
    file: SUPPLY,
    find: " && level < SATURATED_LEVEL",
    replace: "",
    tests: SUPPLY_TESTS,
  },
  {
    promise: "a supply reading of zero is a cut wire",
    file: SUPPLY,
    find: "level > 0 && ",
    replace: "level >= 0 && ",
    tests: SUPPLY_TESTS,
  },
  {
    promise: "one wild sample of the supply does not count",
    file: SUPPLY,
    find: "return a + b + c - Math.max(a, Math.max(b, c)) - Math.min(a, Math.min(b, c));",
    replace: "return a + b + c - b - c;",
    tests: SUPPLY_TESTS,
  },
  {
    promise: "an AED whose light does not blink when ready is not out of order by being dark",
    file: STATUS_LIGHT,
    find: "this.options.readyBlinkPeriodMs > 0 && ",
    replace: "",
    tests: STATUS_LIGHT_TESTS,
  },
];

const CORE_GUARDS: readonly Guard[] = [
  {
    promise: "bad evidence of one source is not outvoted by another",
    file: CABINET,
    find: "return value !== undefined && order.indexOf(value) > order.indexOf(other);",
    replace: 'return value !== undefined && value !== "not-sensed";',
    tests: SOURCES_TESTS,
  },
  {
    promise: "what the status port said of the AED before is forgotten",
    file: CABINET,
    find: "if (state.portIndicator) state.portIndicator = unlessNotSensed(state.portIndicator);",
    replace: "",
    tests: SOURCES_TESTS,
  },
  {
    promise: "the battery of the AED before is forgotten",
    file: CABINET,
    find: "  if (state.portBattery) state.portBattery = unlessNotSensed(state.portBattery);\n",
    replace: "",
    tests: SOURCES_TESTS,
  },
  {
    promise: "the self-test of the AED before is forgotten",
    file: CABINET,
    find: "  if (state.selfTest) state.selfTest = unlessNotSensed(state.selfTest);\n",
    replace: "",
    tests: SOURCES_TESTS,
  },
  {
    promise: "a service chirp is a fault of its own",
    file: CABINET,
    find: 'if (state.isChirping && !isAway) faults.push("service-chirp-heard");',
    replace: "",
    tests: SOURCES_TESTS,
  },
  {
    promise: "a new fault of a sensor is reported at once",
    file: CABINET,
    find: 'return isFaultSame ? undefined : "fault-changed";',
    replace: "return undefined;",
    tests: SOURCES_TESTS,
  },
  {
    promise: "a report never outgrows the wire",
    file: REPORT,
    find: "return fittingText(JSON.stringify(head));",
    replace: "return JSON.stringify(head);",
    tests: REPORT_TESTS,
  },
  {
    promise: "a self-test without a synced clock has no time",
    file: REPORT,
    find: "if (parts.at > 0 && testedAt > 0) selfTest.at = testedAt;",
    replace: "if (told.selfTestS !== undefined) selfTest.at = testedAt;",
    tests: REPORT_TESTS,
  },
  {
    promise: "showing where the cabinet is always ends",
    file: SIGNS,
    find: "    if (clock.uptimeMs() >= identifyEndMs) identify(0);\n",
    replace: "",
    tests: SIGNS_TESTS,
  },
];

export const DRIVER_GUARDS: readonly Guard[] = [
  ...CHIRP_GUARDS,
  ...SERIAL_GUARDS,
  ...CABINET_SENSOR_GUARDS,
  ...CORE_GUARDS,
];
