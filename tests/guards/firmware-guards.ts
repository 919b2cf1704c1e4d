/** Guards of the firmware: what keeps a device from claiming more than it knows. */
import type { Guard } from "./guard";

const STATUS_LIGHT = "firmware/drivers/status-light.ts";
const STATUS_LIGHT_TESTS = ["tests/firmware/drivers/status-light.test.ts"];
const BOOT_LOG = "firmware/core/boot-log.ts";
const BOOT_LOG_TESTS = ["tests/firmware/core/boot-log.test.ts"];
const CLOCK_SYNC = "firmware/core/clock-sync.ts";
const CLOCK_SYNC_TESTS = ["tests/firmware/core/clock-sync.test.ts"];
const SESSION = "firmware/mqtt/session.ts";
const SESSION_TESTS = ["tests/firmware/mqtt/session.test.ts"];
const APP_TESTS = ["tests/firmware/app.test.ts"];
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
    replace: "if (nowMs >= 0) this.count(",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "dark is measured, not assumed from a low level",
    file: STATUS_LIGHT,
    find: "return !sensor.isHigh() && sensor.brightness() < DARK_BELOW;",
    replace: "return !sensor.isHigh();",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "evidence of the light runs out",
    file: STATUS_LIGHT,
    find: 'clock.after("evidence", this.evidenceMs, () => this.judge());',
    replace: "",
    tests: STATUS_LIGHT_TESTS,
  },
  {
    promise: "where rhythms overlap the worse one counts",
    file: STATUS_LIGHT,
    find: '  if (fits(options.batteryLowBlinkPeriodMs)) return "battery-low";\n',
    replace:
      '  if (fits(options.readyBlinkPeriodMs)) return "ready";\n' +
      '  if (fits(options.batteryLowBlinkPeriodMs)) return "battery-low";\n',
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
    promise: "an AED that was away begins without evidence",
    file: "firmware/app.ts",
    find: 'if (why === "aed-removed" || why === "aed-returned") this.restartDrivers();',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "nothing is told of an AED that is away",
    file: "firmware/core/cabinet.ts",
    find: 'return state.present === false && isSensed ? "unknown" : value;',
    replace: "return isSensed ? value : value;",
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
    file: BOOT_LOG,
    find: "return flash.read(slot * RECORD_BYTES, RECORD_BYTES) === record;",
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
    promise: "a missing PUBACK ends the connection",
    file: SESSION,
    find: '    this.expectAnswer("PUBLISH", ANSWER_TIMEOUT_MS);\n',
    replace: "",
    tests: SESSION_TESTS,
  },
  {
    promise: "a missing PINGRESP ends the connection",
    file: SESSION,
    find: 'clock.after("mqtt pong", ANSWER_TIMEOUT_MS, () => this.lost("no answer to PINGREQ"));',
    replace: "",
    tests: SESSION_TESTS,
  },
  {
    promise: "a missing CONNACK ends the attempt",
    file: SESSION,
    find: '    this.expectAnswer("CONNECT", CONNECT_TIMEOUT_MS);\n',
    replace: "",
    tests: SESSION_TESTS,
  },
  {
    promise: "only the PUBACK of the message in flight acknowledges it",
    file: SESSION,
    find: "if (packetId === 0 || packetId !== this.inFlight) return;",
    replace: "if (packetId === 0) return;",
    tests: SESSION_TESTS,
  },
  {
    promise: "every attempt has a password of its own",
    file: SESSION,
    find: "    this.attempts++;\n",
    replace: "    this.attempts = 1;\n",
    tests: SESSION_TESTS,
  },
  {
    promise: "a report stays until it is acknowledged",
    file: "firmware/uplink.ts",
    find: "    entry.wasSent = true;\n",
    replace: "    entry.wasSent = true;\n    confirm(this.outbox, entry.seq);\n",
    tests: APP_TESTS,
  },
  {
    promise: "a repetition says so",
    file: "firmware/uplink.ts",
    find: "const isRepeat = entry.wasSent;",
    replace: "const isRepeat = false;",
    tests: APP_TESTS,
  },
  {
    promise: "heartbeats are given up before changes",
    file: "firmware/core/outbox.ts",
    find: "if (entry && isRepeatable(entry.why)) return i;",
    replace: "if (entry && isRepeatable(entry.why)) return 0;",
    tests: ["tests/firmware/core/outbox.test.ts"],
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
    promise: "the watchdog is not kicked when reports stop",
    file: "firmware/app.ts",
    find: "if (lateMs < REPORT_LATE_MS) board.system.kickWatchdog();",
    replace: "if (lateMs < 1e12) board.system.kickWatchdog();",
    tests: APP_TESTS,
  },
  {
    promise: "Wi-Fi is asked for again and again",
    file: "firmware/app.ts",
    find: 'board.clock.every("check", CHECK_PERIOD_MS, () => this.check());',
    replace: 'board.clock.after("check", CHECK_PERIOD_MS, () => this.check());',
    tests: APP_TESTS,
  },
  {
    promise: "a packet above the limit is refused before it is collected",
    file: "firmware/mqtt/packets.ts",
    find: 'if (length > PACKET_BYTES_MAX) return "malformed";',
    replace: "",
    tests: ["tests/firmware/mqtt/packets.test.ts"],
  },
];
