/** The firmware's documentation says what the code says: figures, limits, names, links. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import * as app from "../../firmware/app";
import { DOORS_BYTES_MAX, LOADER_BYTES_MAX } from "../../firmware/build/size-report";
import { HIGH_MS, LOW_MS } from "../../firmware/core/debounce";
import { BOOT_LOG_PAGES, DEVICE_STATE_PAGES, OUTBOX_PAGES } from "../../firmware/core/flash-area";
import { planNaps } from "../../firmware/core/nap";
import { createOutbox, MEMORY_REPORTS_MAX, REFUSALS_MAX } from "../../firmware/core/outbox";
import { PAGE_HEADER_BYTES, recordBytes } from "../../firmware/core/outbox-page";
import * as update from "../../firmware/core/update";
import { TRIAL_BOOTS } from "../../firmware/desk";
import * as serial from "../../firmware/drivers/serial-status";
import { SLEEP_MS_MAX } from "../../firmware/hal/system";
import * as session from "../../firmware/mqtt/session";
import { RESTART_SOON_MS } from "../../firmware/remote";
import * as sleeper from "../../firmware/sleeper";
import { COMMAND_NAMES, REPLY_REASONS } from "../../protocol/commands";
import * as limits from "../../protocol/limits";
import { STORAGE_BYTES } from "../../simulator/runtime/storage";
import { put, REPORT_BYTES } from "./core/outbox-bench";
import { PowerCutFlash } from "./core/power-cut-flash";
import { constantIn, project, read, rowsOf, words } from "./documents";

const DOCS = "firmware/docs";
const PAGE_BYTES = 4096;
const FILE_HEADER_BYTES = 32;
const RECORD_BYTES = 8;
const DAY_S = 86_400;

const pages = readdirSync(join(project, DOCS))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `${DOCS}/${name}`);
const page = (name: string) => words(read(`${DOCS}/${name}.md`));
const grouped = (value: number) => value.toLocaleString("en-US");
const minutes = (ms: number) => ms / 60_000;

describe("flash", () => {
  const base = constantIn("firmware/boards/espruino-esp32.ts", "FLASH_ADDRESS");
  const hex = (address: number) => `0x${address.toString(16).toUpperCase()}`;

  test.each([
    ["boot log", BOOT_LOG_PAGES],
    ["device state", DEVICE_STATE_PAGES],
    ["outbox", OUTBOX_PAGES],
  ])("the pages of the %s are where the map says", (owner, [first, count]) => {
    const from = hex(base + first * PAGE_BYTES);
    const to = hex(base + (first + count) * PAGE_BYTES - 1);

    expect(rowsOf(`${DOCS}/boot-and-flash.md`, "pages")).toContainEqual([
      `${first}-${first + count - 1}`,
      `${from}-${to}`,
      owner,
    ]);
  });

  test("the outbox wears as it says", () => {
    const perPage = Math.floor((PAGE_BYTES - PAGE_HEADER_BYTES) / recordBytes(REPORT_BYTES));
    const erases = Math.round(((96 + 20) * 365) / perPage / OUTBOX_PAGES[1]);

    expect(page("boot-and-flash")).toContain(
      `96 heartbeats and 20 events of ${REPORT_BYTES} bytes a day that is **${erases} erases of`,
    );
  });

  test("so does the boot log of a sensor that wakes every 15 minutes", () => {
    const records = (2 * DAY_S) / 900;
    const erases = (records * RECORD_BYTES * 365) / PAGE_BYTES / BOOT_LOG_PAGES[1];

    expect(page("boot-and-flash")).toContain(`comes to ${Math.round(erases)} erases of each page`);
  });

  test("the outbox holds as many reports as it says", () => {
    const outbox = createOutbox(new PowerCutFlash(OUTBOX_PAGES[1]), REFUSALS_MAX);
    const waiting: number[] = [];
    for (let number = 1; number <= 300; number++) {
      put(outbox, number, "heartbeat");
      if (number > 100) waiting.push(outbox.waiting());
    }

    expect(page("boot-and-flash")).toContain(
      `holds ${Math.min(...waiting)} to ${Math.max(...waiting)} reports of ${REPORT_BYTES} bytes`,
    );
    expect(MEMORY_REPORTS_MAX).toBe(6);
    expect(REFUSALS_MAX).toBe(20);
  });

  test("a sensor takes as many updates as it says", () => {
    const space = (bytes: number) => FILE_HEADER_BYTES + bytes;
    const slotSpace = space(update.SLOT_BYTES);
    const needed = update.SLOT_BYTES + update.ROOM_RESERVE_BYTES;
    const settingsBytes = 1000;
    const files = [DOORS_BYTES_MAX, LOADER_BYTES_MAX, settingsBytes, limits.APP_BYTES_MAX];
    let freeBytes = STORAGE_BYTES - files.reduce((sum, bytes) => sum + space(bytes), 0);
    let updates = 0;
    for (; freeBytes >= needed; freeBytes -= slotSpace) updates += 1;

    const text = page("commands-and-updates");
    expect(text).toContain(`takes ${grouped(slotSpace)} bytes with its header`);
    expect(text).toContain(
      `${grouped(STORAGE_BYTES)} bytes of Storage last for **${updates} updates`,
    );
    expect(text).toContain(`Storage has less than ${grouped(needed)} bytes left`);
    expect(page("comparison")).toContain(`a sensor takes ${updates} updates`);
  });
});

describe("limits", () => {
  const safeBoots = constantIn("firmware/main.ts", "SAFE_MODE_BOOTS");
  const loopBoots = constantIn("firmware/main.ts", "RESTART_LOOP_BOOTS");
  const days = limits.COMMAND_LIFE_S_MAX / DAY_S;
  const logLines = constantIn("firmware/app.ts", "LOG_LINES");
  const logLength = constantIn("firmware/app.ts", "LOG_LINE_LENGTH");

  test.each([
    ["boot-and-flash", `The watchdog restarts after ${app.WATCHDOG_S} seconds`],
    ["boot-and-flash", `A boot counts as good after ${app.LIVED_MS / 1000} seconds`],
    ["boot-and-flash", `restart the device after ${app.RESTART_DELAY_MS / 1000} seconds`],
    ["boot-and-flash", `After ${loopBoots} failed boots in a row`],
    ["boot-and-flash", `from ${safeBoots} on the sensor runs in **safe mode**`],
    ["boot-and-flash", `A slot file always has ${grouped(update.SLOT_BYTES)} bytes`],
    ["comparison", `after ${safeBoots} failed boots: link`],
    ["comparison", `tries all again after ${minutes(app.SAFE_MODE_MS)} minutes`],
    ["comparison", `back after ${TRIAL_BOOTS} boots without`],
    ["commands-and-updates", `seconds, 1 to ${limits.IDENTIFY_S_MAX} |`],
    ["commands-and-updates", `the last ${logLines} lines`],
    ["commands-and-updates", `log, ${logLength} characters each`],
    ["commands-and-updates", `delivered, or after ${RESTART_SOON_MS / 1000} seconds`],
    ["commands-and-updates", `valid for more than ${days} days`],
    ["commands-and-updates", `has ${TRIAL_BOOTS} boots of ${minutes(app.TRIAL_MS)} minutes`],
    ["commands-and-updates", `pieces of ${limits.CHUNK_BYTES} bytes`],
    ["commands-and-updates", `again after ${update.ASK_AGAIN_MS / 1000} seconds`],
    ["commands-and-updates", `more than ${grouped(limits.APP_BYTES_MAX)} bytes`],
    ["link", `every ${app.CHECK_PERIOD_MS / 1000} seconds while it is down`],
    ["link", `every ${minutes(app.OFFLINE_WIFI_MS)} minutes while the broker is away`],
    ["link", `${session.CONNECT_TIMEOUT_MS / 1000} seconds from the connection to SUBACK`],
    ["link", `${session.ANSWER_TIMEOUT_MS / 1000} for PUBACK and PINGRESP`],
    ["wiring", `open after ${HIGH_MS / 1000} second`],
    ["wiring", `closed after ${LOW_MS / 1000} second`],
    ["battery", `${sleeper.LISTEN_MS / 1000} more seconds have passed`],
    ["battery", `for more than ${minutes(sleeper.AWAKE_MS_MAX)} minutes`],
    ["battery", `naps of at most ${grouped(SLEEP_MS_MAX / 1000)} seconds`],
    ["battery", `the sleep clock (${sleeper.SLEEP_CLOCK_ERROR_PERCENT} % off)`],
    ["serial-status", `at most ${serial.LINE_LENGTH_MAX} bytes from`],
    ["serial-status", `sends one line every ${serial.SERIAL_PERIOD_S} seconds`],
    ["serial-status", `to the next line, 1 to ${serial.SERIAL_PERIOD_S_MAX} | 60 |`],
    ["budgets", `| ${grouped(LOADER_BYTES_MAX)}: the build`],
    ["budgets", `| ${grouped(DOORS_BYTES_MAX)}: the build`],
    ["budgets", `| ${grouped(limits.APP_BYTES_MAX)}: a slot holds no more`],
    ["budgets", `| ${limits.REPORT_BYTES_MAX}: `],
  ])("%s: %s", (name, sentence) => {
    expect(page(name)).toContain(sentence);
  });

  test("hours that are written out", () => {
    expect(app.OFFLINE_RESTART_MS).toBe(6 * 3_600_000);
    expect(limits.TIME_SYNC_INTERVAL_S).toBe(6 * 3_600);
    expect(update.UPDATE_TIMEOUT_MS).toBe(3_600_000);
    expect(sleeper.LIGHT_MS_MAX).toBe(60_000);
    expect(serial.SERIAL_EVIDENCE_PERIODS).toBe(3);
  });
});

test("every command has a row, and no other word has", () => {
  const rows = rowsOf(`${DOCS}/commands-and-updates.md`, "command").map(([name]) => name);

  expect(rows).toEqual(COMMAND_NAMES.map((name) => `\`${name}\``));
});

test("every reason of a refusal is explained", () => {
  const text = page("commands-and-updates");

  expect(REPLY_REASONS.filter((reason) => !text.includes(`\`${reason}\``))).toEqual([]);
});

describe("battery life", () => {
  const ALWAYS_MA = 100;
  const MADE_FOR_IT_MA = 0.15;
  const DEVELOPMENT_BOARD_MA = 11.15;
  const NAP_BOOT_S = 2;
  const NAP_BOOT_MA = 60;
  const USABLE_MAH = 4800;
  const WAKE_S = 2 + 2.5 * 5 + 1 + sleeper.LISTEN_MS / 1000;
  const UNREACHABLE_S = sleeper.AWAKE_MS_MAX / 1000;

  function rowOf(reportS: number, awakeS: number, asleepMa: number): string[] {
    const naps = planNaps(reportS * 1000, SLEEP_MS_MAX);
    const asleepS = (naps.count * naps.napMs) / 1000;
    const betweenS = (naps.count - 1) * NAP_BOOT_S;
    const charge = awakeS * ALWAYS_MA + betweenS * NAP_BOOT_MA + asleepS * asleepMa;
    const averageMa = charge / (awakeS + betweenS + asleepS);
    const days = Math.round(USABLE_MAH / averageMa / 24);
    return [reportS, awakeS, naps.count, averageMa.toFixed(2), days].map(String);
  }

  test("is what the assumptions give", () => {
    const [always, ...battery] = rowsOf(`${DOCS}/battery.md`, "mode");

    expect(always?.slice(1)).toEqual(["-", "-", "-", "100.00", String(USABLE_MAH / 100 / 24)]);
    expect(battery.map((cells) => cells.slice(1))).toEqual([
      rowOf(900, WAKE_S, MADE_FOR_IT_MA),
      rowOf(3600, WAKE_S, MADE_FOR_IT_MA),
      rowOf(DAY_S / 2, WAKE_S, MADE_FOR_IT_MA),
      rowOf(900, WAKE_S, DEVELOPMENT_BOARD_MA),
      rowOf(900, UNREACHABLE_S, MADE_FOR_IT_MA),
    ]);
  });

  test("the longest sleep is as long as it says, and its promise fits into a day", () => {
    const longestS = sleeper.sleepS(limits.DUE_S_MAX);

    expect(Math.floor(longestS / 360) / 10).toBe(21.7);
    expect(sleeper.sleepDueS(limits.DUE_S_MAX)).toBeLessThanOrEqual(limits.DUE_S_MAX);
    expect(page("battery")).toContain("sleeps at most 21.7 hours");
  });

  test("the assumptions are told", () => {
    const values = rowsOf(`${DOCS}/battery.md`, "assumption").map(([, value]) => value);

    expect(values).toEqual(["10 uA", "140 uA", "11 mA", "100 mA", "60 mA for 2 s", "4,800 mAh"]);
    expect(page("battery")).toContain(`= ${WAKE_S} s.`);
    expect(page("battery")).toContain("not verified on hardware");
  });
});

describe("the status port's examples", () => {
  const lines = read(`${DOCS}/serial-status.md`)
    .split("\n")
    .filter((line) => line.startsWith("$AED,1,") && !line.includes("<"));

  /** What the driver makes of a line; undefined when it does not believe it. */
  function findingOf(line: string): unknown {
    let receive: (bytes: string) => void = () => {};
    let finding: unknown;
    const port = {
      open(_baud: number, listener: (bytes: string) => void): void {
        receive = listener;
      },
    };
    const clock = { uptimeMs: () => 1e9, after() {}, every() {}, cancel() {} };
    const crc = (bytes: string) => crc32(Buffer.from(bytes, "latin1"));
    serial.createSerialStatus({ port, baud: 9600, clock, crc32: crc }).start((found) => {
      finding = found;
    });
    receive(`${line}\r\n`);
    return finding;
  }

  test("are believed, and mean what they say", () => {
    expect(lines.map(findingOf)).toMatchObject([
      { indicator: "ready", battery: "ok", percent: 97, pads: "ok", selfTest: "pass" },
      { indicator: "fault", battery: "replace", percent: 4, pads: "not-sensed", code: "E17" },
    ]);
  });

  test("are not believed with one digit changed", () => {
    for (const line of lines) {
      expect(findingOf(line.replace(/.$/, "0"))).toMatchObject({ indicator: "unknown" });
    }
  });
});

describe("the board surface", () => {
  const TYPINGS = ["firmware/boards/espruino.d.ts", "firmware/loader/interpreter.d.ts"];
  /** Names of our own: what arguments and answers are called. */
  const OURS = /^(baud|bitrate|edge|host|port|password|pinName|repeat|debounce|scl|sda|rx|tx)$/;
  const ALSO_OURS = /^(state|time|uart|mode)$/;

  /** Every name that the typings declare, of a global or a member. */
  function declaredNames(): Set<string> {
    const names = new Set<string>();
    for (const path of TYPINGS) {
      const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        const isGlobal = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node);
        const isMember = ts.isMethodSignature(node) || ts.isPropertySignature(node);
        const name = isGlobal || isMember ? node.name?.getText(source) : undefined;
        if (name && !OURS.test(name) && !ALSO_OURS.test(name)) names.add(name);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    return names;
  }

  test("is listed whole, and nothing else is", () => {
    const cells = rowsOf(`${DOCS}/extending.md`, "where").map((row) => row.join(" "));
    const listed = new Set([...cells.join(" ").matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const modules = ["net", "tls", "Wifi", "Storage", "Flash", "crypto", "TelnetServer", "eval"];

    expect([...listed].filter((name) => name && !modules.includes(name)).sort()).toEqual(
      [...declaredNames()].sort(),
    );
  });
});

describe("pages", () => {
  const ENTRY = "firmware/README.md";
  const documents = [ENTRY, "protocol/README.md", "README.md", ...pages];

  test("are all linked from the README", () => {
    const text = read(ENTRY);

    expect(pages.filter((path) => !text.includes(path.replace("firmware/", "")))).toEqual([]);
    expect(pages.length).toBeGreaterThan(5);
  });

  test.each(documents)("%s: its links and the files it names exist", (path) => {
    const text = read(path);
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link ?? "");
    const named = [...text.matchAll(/`((?:tests|firmware|protocol|scripts)\/[\w/.-]+)`/g)];
    const files = [
      ...links.filter((link) => !link.includes("://")).map((link) => join(dirname(path), link)),
      ...named.map(([, name]) => name ?? ""),
    ];

    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });

  test("name scripts that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = documents.flatMap((path) => [...read(path).matchAll(/npm run ([\w:]+)/g)]);
    const missing = named.map(([, name]) => name ?? "").filter((name) => !scripts[name]);

    expect([...new Set(missing)]).toEqual([]);
  });
});

function isThere(path: string): boolean {
  return existsSync(join(project, path));
}
