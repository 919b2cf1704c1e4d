/** Guards of the firmware: what keeps a device from claiming more than it knows. */
import { FIRMWARE_DELIVERY_GUARDS } from "./firmware-delivery-guards";
import type { Guard } from "./guard";

const STATUS_LIGHT = "firmware/drivers/status-light.ts";
const STATUS_LIGHT_TESTS = ["tests/firmware/drivers/status-light.test.ts"];
const BOOT_LOG = "firmware/core/boot-log.ts";
const BOOT_LOG_TESTS = ["tests/firmware/core/boot-log.test.ts"];
const CLOCK_SYNC = "firmware/core/clock-sync.ts";
const CLOCK_SYNC_TESTS = ["tests/firmware/core/clock-sync.test.ts"];
const BOARD_TESTS = ["tests/system/board-failure.test.ts"];
const APP_TESTS = ["tests/firmware/app.test.ts", "tests/firmware/app-self-care.test.ts"];
const CABINET_TESTS = ["tests/firmware/core/cabinet.test.ts"];

export const FIRMWARE_GUARDS: readonly Guard[] = [
  {
    promise: "ready needs three blinks",
    file: STATUS_LIGHT,
    find: "BLINKS_MIN = 3",
    replace: "BLINKS_MIN = 2",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "each blink needs a dark moment before it",
    file: STATUS_LIGHT,
    find: "if (this.wasDark) this.count(",
    replace: "if (atMs >= 0) this.count(",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "dark is measured, not assumed from a low level",
    file: STATUS_LIGHT,
    find: "return this.options.sensor.brightness() < DARK_BELOW;",
    replace: "return !this.options.sensor.isHigh();",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "evidence of the light runs out",
    file: STATUS_LIGHT,
    find: 'clock.after("evidence", Math.max(0, endMs - clock.uptimeMs()), () => this.judge());',
    replace: "",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "time in which the interpreter was blocked takes no evidence away",
    file: STATUS_LIGHT,
    find: "    if (this.forgiveBlock(this.evidenceEndMs)) return;\n",
    replace: "",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "nor do blinks that came meanwhile",
    file: STATUS_LIGHT,
    find: "    this.forgiveBlock(atMs);\n",
    replace: "",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "blocked again and again, evidence runs out all the same",
    file: STATUS_LIGHT,
    find: "      this.provenMs + EVIDENCE_MS_MAX,\n",
    replace: "      1e12,\n",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "where rhythms overlap the worse one counts",
    file: STATUS_LIGHT,
    find: "  const percent = options.blinkTolerancePercent;\n",
    replace:
      "  const percent = options.blinkTolerancePercent;\n" +
      '  if (fits(intervalMs, options.readyBlinkPeriodMs, percent)) return "ready";\n',
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "another rhythm than the one before begins a new count",
    file: STATUS_LIGHT,
    find: "found === this.rhythm || this.blinks === 1 ? this.blinks + 1 : 2",
    replace: "this.blinks + 1",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "a restart of the light forgets its blinks",
    file: STATUS_LIGHT,
    find: '    this.blinks = 0;\n    this.rhythm = "none";\n    this.wasDark',
    replace: "    this.wasDark",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "nothing is told of an AED that is away",
    file: "firmware/core/cabinet.ts",
    find: "return state.present === false ? unlessNotSensed(value) : value;",
    replace: "return value;",
    tests: CABINET_TESTS,
  },
  {
    promise: "a contact that flaps is open",
    file: "firmware/core/debounce.ts",
    find: " || debounce.edges >= FLAP_EDGES",
    replace: "",
    tests: ["tests/firmware/core/debounce.test.ts"],
  },
  {
    promise: "a contact is closed only after it stayed closed",
    file: "firmware/core/debounce.ts",
    find: "export const LOW_MS = 600;",
    replace: "export const LOW_MS = 1;",
    tests: ["tests/firmware/core/debounce.test.ts"],
  },
  {
    promise: "the clock believes signed answers only",
    file: CLOCK_SYNC,
    find: '!isAuthentic(topicOf(sync.id, "time"), frame, sync.hash.authenticate)',
    replace: "!isAuthentic",
    tests: CLOCK_SYNC_TESTS,
  },
  {
    promise: "the clock believes answers to its own nonce only",
    file: CLOCK_SYNC,
    find: " || time.nonce !== sync.nonce",
    replace: "",
    tests: CLOCK_SYNC_TESTS,
  },
  {
    promise: "the clock believes fresh answers only",
    file: CLOCK_SYNC,
    find: " || uptimeS - sync.askedS > TIME_ANSWER_TIMEOUT_S",
    replace: "",
    tests: CLOCK_SYNC_TESTS,
  },
  {
    promise: "an answer for the time counts once",
    file: CLOCK_SYNC,
    find: "  sync.offsetS = time.at - uptimeS;\n  sync.nonce = undefined;",
    replace: "  sync.offsetS = time.at - uptimeS;",
    tests: CLOCK_SYNC_TESTS,
  },
  {
    promise: "a damaged boot record keeps its number used",
    file: BOOT_LOG,
    find: "content.boot + 1 + damaged)",
    replace: "content.boot + 1)",
    tests: BOOT_LOG_TESTS,
  },
  {
    promise: "a boot number is taken only when its record can be read back",
    file: "firmware/core/flash-area.ts",
    find: "return area.read(offset, bytes.length) === bytes;",
    replace: "return true;",
    tests: BOOT_LOG_TESTS,
  },
  {
    promise: "a torn boot record is told by its checksum",
    file: BOOT_LOG,
    find: "return isIntact ? decodeU32(record, 0) : 0;",
    replace: "return isIntact ? decodeU32(record, 0) : decodeU32(record, 0);",
    tests: BOOT_LOG_TESTS,
  },
  {
    promise: "a boot log full of rubbish gives no number",
    file: BOOT_LOG,
    find: "const isLost = content.boot === 0 && damaged > DAMAGED_MAX;",
    replace: "const isLost = content.boot < 0 && damaged > DAMAGED_MAX;",
    tests: BOOT_LOG_TESTS,
  },
  {
    promise: "the page with the newest boot is never the one erased",
    file: BOOT_LOG,
    find: "const other = (end.page + 1) % PAGES;",
    replace: "const other = end.page % PAGES;",
    tests: BOOT_LOG_TESTS,
  },
  {
    promise: "reports of a simulator say so",
    file: "firmware/core/report.ts",
    find: "if (parts.isSimulated) head.simulated = true;",
    replace: "",
    tests: ["tests/firmware/core/report.test.ts", ...APP_TESTS],
  },
  {
    promise: "without a synced clock a report carries no time",
    file: "firmware/core/report.ts",
    find: "if (parts.at > 0 && told.confirmedS !== undefined) {",
    replace: "if (told.confirmedS !== undefined) {",
    tests: ["tests/firmware/core/report.test.ts"],
  },
  {
    promise: "a dead AED says nothing about its battery",
    file: STATUS_LIGHT,
    find: 'this.tell(isOut ? "dark" : "unknown", "none", this',
    replace: 'this.tell(isOut ? "dark" : "unknown", this.rhythm, this',
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "a restart without a dark moment gives the first blink none",
    file: STATUS_LIGHT,
    find: "    this.wasDark = this.isDark();\n",
    replace: "    this.wasDark = true;\n",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "a blink that waited confirms for when it was seen",
    file: STATUS_LIGHT,
    find: 'this.tell(this.rhythm === "ready" ? "ready" : "fault", this.rhythm, atMs);',
    replace:
      'this.tell(this.rhythm === "ready" ? "ready" : "fault", this.rhythm, ' +
      "this.options.clock.uptimeMs());",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "edges that bounce are one blink",
    file: STATUS_LIGHT,
    find: "if (!isBounce) this.takeBlink(atMs);",
    replace: "this.takeBlink(atMs);",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "one look at a contact is no evidence",
    file: "firmware/core/debounce.ts",
    find: "return { isHigh: undefined,",
    replace: "return { isHigh: isHigh,",
    tests: ["tests/firmware/drivers/contact.test.ts"],
  },
  {
    promise: "a contact that was open while nobody could look was open",
    file: "firmware/drivers/contact.ts",
    find: "this.options.input.onEdge((isHigh, atMs) => this.look(isHigh, atMs));",
    replace:
      "this.options.input.onEdge((isHigh) => this.look(isHigh, this.options.clock.uptimeMs()));",
    tests: ["tests/firmware/drivers/contact.test.ts"],
  },
  {
    promise: "edges carry the interpreter's own time",
    file: "firmware/boards/espruino-esp32.ts",
    find: "uptimeMsOf(event.time));",
    replace: "uptimeMsOf(getTime()));",
    tests: BOARD_TESTS,
  },
  {
    promise: "a switch keeps its pull-up however often it is read",
    file: "firmware/boards/espruino-esp32.ts",
    find: '  pinMode(pin, "input_pullup");\n',
    replace: "",
    tests: BOARD_TESTS,
  },
  {
    promise: "a removal is counted",
    file: "firmware/core/cabinet.ts",
    find: "state.removals + (present === false ? 1 : 0)",
    replace: "state.removals",
    tests: CABINET_TESTS,
  },
  {
    promise: "every report tells the removals since boot",
    file: "firmware/core/report.ts",
    find: "    removals: told.removals,\n",
    replace: "",
    tests: ["tests/firmware/core/report.test.ts"],
  },
  {
    promise: "the light of the AED before is no evidence for the one that came",
    file: "firmware/core/cabinet.ts",
    find: "  if (state.light) state.light = unlessNotSensed(state.light);\n",
    replace: "",
    tests: CABINET_TESTS,
  },
  ...FIRMWARE_DELIVERY_GUARDS,
];
