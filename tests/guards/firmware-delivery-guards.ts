/** Guards of the firmware: what gets a device's reports through, and the device back to work. */
import type { Guard } from "./guard";

const SESSION = "firmware/mqtt/session.ts";
const SESSION_TESTS = ["tests/firmware/mqtt/session.test.ts"];
const BOARD_TESTS = ["tests/system/board-failure.test.ts"];
const NETWORK_TESTS = ["tests/firmware/boards/espruino-network.test.ts"];
const APP_TESTS = ["tests/firmware/app.test.ts", "tests/firmware/app-self-care.test.ts"];

export const FIRMWARE_DELIVERY_GUARDS: readonly Guard[] = [
  {
    promise: "an AED that was away begins without evidence",
    file: "firmware/app.ts",
    find: 'if (why === "aed-removed" || why === "aed-returned") this.restartDrivers();',
    replace: "",
    tests: APP_TESTS,
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
    find: "      this.isSendingReport = true;\n",
    replace: "      this.options.outbox.confirmHead();\n",
    tests: APP_TESTS,
  },
  {
    promise: "a repetition says so",
    file: "firmware/uplink.ts",
    find: 'this.publish("report", report.payload, report.wasSent);',
    replace: 'this.publish("report", report.payload, false);',
    tests: APP_TESTS,
  },
  {
    promise: "the watchdog is not kicked when reports stop",
    file: "firmware/app.ts",
    find: "if (lateMs < REPORT_LATE_MS && ",
    replace: "if (",
    tests: APP_TESTS,
  },
  {
    promise: "Wi-Fi is asked for again and again",
    file: "firmware/app.ts",
    find: 'clock.every("check", CHECK_PERIOD_MS, () => this.check());',
    replace: 'clock.after("check", CHECK_PERIOD_MS, () => this.check());',
    tests: APP_TESTS,
  },
  {
    promise: "a packet above the limit is refused before it is collected",
    file: "firmware/mqtt/packets.ts",
    find: 'if (length > PACKET_BYTES_MAX) return "malformed";',
    replace: "",
    tests: ["tests/firmware/mqtt/packets.test.ts"],
  },
  {
    promise: "a removal that was not told outlives the restart",
    file: "firmware/app.ts",
    find: "unobserved(note >= REMOVAL_NOTE ? 1 : 0)",
    replace: "unobserved(0)",
    tests: APP_TESTS,
  },
  {
    promise: "a report that is never acknowledged does not block for ever",
    file: "firmware/uplink.ts",
    find: "if (this.isProven && this.isSendingReport) this.options.outbox.refuseHead();",
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a report is not given up while nothing proves the broker there",
    file: "firmware/uplink.ts",
    find: "if (this.isProven && this.isSendingReport) ",
    replace: "if (this.isSendingReport) ",
    tests: APP_TESTS,
  },
  {
    promise: "a strange signal strength does not have the report refused",
    file: "firmware/app.ts",
    find: "if (isRssiDbm(rssiDbm))",
    replace: "if (rssiDbm !== undefined)",
    tests: APP_TESTS,
  },
  {
    promise: "Wi-Fi that claims to be up is not believed for ever",
    file: "firmware/app.ts",
    find: 'clock.every("offline wifi", OFFLINE_WIFI_MS, () => this.connectWifi());',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a sensor that never gets through restarts",
    file: "firmware/app.ts",
    find: 'clock.after("restart", OFFLINE_RESTART_MS, () => this.restartOffline());',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a link that works calls the restart off",
    file: "firmware/app.ts",
    find: '      clock.cancel("restart");\n',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a restart that gets lost is made by the watchdog",
    file: "firmware/app.ts",
    find: " && !this.isRestarting) board.system.kickWatchdog();",
    replace: ") board.system.kickWatchdog();",
    tests: APP_TESTS,
  },
  {
    promise: "a new failure is told on when the one before is forgotten",
    file: "firmware/app.ts",
    find: "lastFailure && !this.isRestarting ?",
    replace: "lastFailure ?",
    tests: APP_TESTS,
  },
  {
    promise: "a link that broke is not announced",
    file: "firmware/uplink.ts",
    find: '    clock.cancel("announce");\n',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a failure reaches the application",
    file: "firmware/boards/guard.ts",
    find: 'if (failureListener) failureListener(kind, "" + problem);',
    replace: "",
    tests: BOARD_TESTS,
  },
  {
    promise: "what fails before the application runs ends in a restart",
    file: "firmware/main.ts",
    find: "  board.system.enableWatchdog(WATCHDOG_S);\n",
    replace: "",
    tests: BOARD_TESTS,
  },
  {
    promise: "a sensor that cannot work tries again",
    file: "firmware/main.ts",
    find: '  board.clock.after("problem reboot", PROBLEM_REBOOT_MS, board.system.reboot);\n',
    replace: "",
    tests: BOARD_TESTS,
  },
  {
    promise: "data of a socket that was given up is not read",
    file: "firmware/boards/espruino-network.ts",
    find: "if (mine === generation) events.received(bytes);",
    replace: "events.received(bytes);",
    tests: NETWORK_TESTS,
  },
  {
    promise: "the end of a socket that was given up ends nothing",
    file: "firmware/boards/espruino-network.ts",
    find: "        if (mine !== generation) return;\n        close();",
    replace: "        close();",
    tests: NETWORK_TESTS,
  },
  {
    promise: "a socket that was given up does not open the link",
    file: "firmware/boards/espruino-network.ts",
    find: "            if (mine !== generation) return;\n            isOpen",
    replace: "            isOpen",
    tests: NETWORK_TESTS,
  },
  {
    promise: "Wi-Fi that says twice that it is up came up once",
    file: "firmware/boards/espruino-network.ts",
    find: "if (!problem && !isUp) cameUp();",
    replace: "if (!problem) cameUp();",
    tests: NETWORK_TESTS,
  },
  {
    promise: "a connection begins with nothing of the one before",
    file: SESSION,
    find: "    this.attempts++;\n    this.parser = createParser();\n",
    replace: "    this.attempts++;\n",
    tests: SESSION_TESTS,
  },
  {
    promise: "after a refusal the rest of the piece is not read",
    file: SESSION,
    find: "if (packet && isConnected) this.handle(packet);",
    replace: "if (packet) this.handle(packet);",
    tests: SESSION_TESTS,
  },
  {
    promise: "a login is done once",
    file: SESSION,
    find: 'else if (this.phase === "connecting") this.subscribed();',
    replace: "else this.subscribed();",
    tests: SESSION_TESTS,
  },
  {
    promise: "the first attempt after the network came back is made soon",
    file: SESSION,
    find: "    this.drop();\n    this.failures = 0;\n",
    replace: "    this.drop();\n",
    tests: SESSION_TESTS,
  },
  {
    promise: "an attempt that opened slowly has all its time for the answer",
    file: SESSION,
    find:
      "    this.options.link.open(this.options.broker, this.linkEvents);\n" +
      "    // Only now: opening may have blocked for longer than the answer may take.\n" +
      '    this.expectAnswer("CONNECT", CONNECT_TIMEOUT_MS);\n',
    replace:
      '    this.expectAnswer("CONNECT", CONNECT_TIMEOUT_MS);\n' +
      "    this.options.link.open(this.options.broker, this.linkEvents);\n",
    tests: SESSION_TESTS,
  },
];
