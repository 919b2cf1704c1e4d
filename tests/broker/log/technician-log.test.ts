/** The technician log: what it says and when, and that its files lose nothing. */
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAULT_TEXTS } from "../../../broker/log/fault-texts";
import { formatLine } from "../../../broker/log/format-line";
import { booted, type LogEntry } from "../../../broker/log/log-entry";
import { readLog } from "../../../broker/log/read-log";
import { REFUSAL_TEXTS } from "../../../broker/log/refusal-texts";
import { printable } from "../../../broker/log/text";
import { FAULT_CODES } from "../../../protocol/faults";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";

const id = "gym-north";

async function startRegistered(options = {}): Promise<TestBroker> {
  const started = await startTestBroker(options);
  await started.broker.registry.register([registrationOf(id)], START_MS);
  return started;
}

async function entriesOf({ folder, clock }: TestBroker, query = {}): Promise<LogEntry[]> {
  await clock.settle();
  const entries: LogEntry[] = [];
  for await (const entry of readLog({ dataFolder: folder, ...query }, { clock }))
    entries.push(entry);
  return entries;
}

function dayFile(folder: string): string {
  return join(folder, "log", "2026-11-24.jsonl");
}

describe("words", () => {
  const HANGUL = /[가-힣]/;

  test("every fault code has a sentence, a next step and an end, in both languages", () => {
    expect(Object.keys(FAULT_TEXTS).sort()).toEqual([...FAULT_CODES].sort());
    for (const { opened, nextStep, cleared } of Object.values(FAULT_TEXTS)) {
      for (const text of [opened, nextStep, cleared]) {
        expect(text.ko).toMatch(HANGUL);
        expect(text.en).toMatch(/^[A-Z].*\.$/);
        expect(text.en).not.toMatch(HANGUL);
      }
    }
  });

  test("every reason of a refusal has a sentence and a next step in both languages", () => {
    for (const { sentence, nextStep } of Object.values(REFUSAL_TEXTS)) {
      for (const text of [sentence, nextStep]) {
        expect(text.ko).toMatch(HANGUL);
        expect(text.en).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  test("nothing a device says can control the terminal", () => {
    expect(printable("ok\u001b[2J\u0007\r\n\u202e")).toBe(
      "ok\\u{1b}[2J\\u{7}\\u{d}\\u{a}\\u{202e}",
    );
    const draft = booted({ id, name: { ko: "체육관", en: "Gym" } }, "evil\u001b[31m");
    const entry = { ...draft, row: 1, atMs: 0, time: "2026-11-24 11:00:00" };
    expect(formatLine({ ...entry, name: { ko: "\u0007", en: "\u0007" } }, "en")).not.toMatch(
      /\p{C}/u,
    );
  });

  test.each([
    ["unplanned", "The sensor has started (power was switched on or lost)."],
    ["software-error", "The sensor has started (its program had an error)."],
    ["memory-low", "The sensor has started (it was short of memory)."],
    ["brown\u0007out", "The sensor has started (cause: brown\\u{7}out)."],
  ])("why a sensor has started: %j", (cause, sentence) => {
    const { en, ko } = booted({ id, name: { ko: "체육관", en: "Gym" } }, cause).sentence;

    expect(en).toBe(sentence);
    expect(ko).toMatch(/^센서가 시작되었습니다 \(.+\)\.$/);
  });

  test("an opened door is more than news", () => {
    expect(FAULT_TEXTS["door-open"].level).toBe("warning");
  });

  test("the same line in Korean", async () => {
    const { lines, device, now, clock } = await startRegistered({ language: "ko" });
    const sensor = await device(id);

    await sensor.report(sampleReport(now(), { aed: { present: false } }));
    await clock.settle();

    expect(lines.at(-1)).toBe(
      "11:00:00 조치 북쪽 체육관 (1층 로비) [gym-north] – AED가 보관함에 없습니다. " +
        "사용 중인지 도난인지 현장에 확인하고, 찾으면 제자리에 두세요.",
    );
  });
});

describe("one line an event", () => {
  test("a fault opens once, ends once, and ready is said again", async () => {
    const started = await startRegistered();
    const sensor = await started.device(id);
    await sensor.report(sampleReport(started.now()));
    const off = { aed: { pads: { state: "disconnected" } } } as const;
    await sensor.report(sampleReport(started.now(), { seq: 2, ...off }));
    await sensor.report(sampleReport(started.now(), { seq: 3, ...off }));
    await sensor.report(sampleReport(started.now(), { seq: 4 }));

    expect(await started.logged()).toEqual([
      `${id} booted`,
      `${id} first-ready`,
      `${id} fault-opened pads-disconnected`,
      `${id} fault-cleared pads-disconnected`,
      `${id} ready`,
    ]);
  });

  test("a door that opens and closes, and one that was left open", async () => {
    const started = await startRegistered();
    const { clock, now } = started;
    const sensor = await started.device(id);
    await sensor.report(sampleReport(now()));
    await sensor.report(sampleReport(now(), { seq: 2, cabinet: { door: "open" } }));
    await clock.advance(30_000);
    await sensor.report(sampleReport(now(), { seq: 3 }));
    await sensor.report(sampleReport(now(), { seq: 4, cabinet: { door: "open" } }));
    await clock.advance(120_000);
    await sensor.report(sampleReport(now(), { seq: 5 }));

    expect((await started.logged()).slice(2)).toEqual([
      `${id} fault-opened door-open`,
      `${id} fault-cleared door-open`,
      `${id} ready`,
      `${id} fault-opened door-open`,
      `${id} fault-opened door-left-open`,
      `${id} fault-cleared door-left-open`,
      `${id} ready`,
    ]);
  });

  test("a restart that settles within a minute is only told as a restart", async () => {
    const started = await startRegistered();
    const { clock, now } = started;
    const sensor = await started.device(id);
    await sensor.report(sampleReport(now()));
    const starting = { boot: 2, aed: { indicator: { state: "unknown" } } } as const;
    const again = await started.device(id, { boot: 2, n: 1 });
    await again.report(sampleReport(0, { ...starting, clock: "unsynced" }));
    await again.report(sampleReport(now(), { ...starting, seq: 2 }));
    expect(await started.statusOf(id)).toBe("unknown indicator-unproven");
    await clock.advance(20_000);
    await again.report(sampleReport(now(), { boot: 2, seq: 3 }));

    expect((await started.logged()).slice(2)).toEqual([`${id} booted`]);
  });

  test("what stays unproven for a minute is told, and told again when it is proven", async () => {
    const started = await startRegistered();
    const { clock, now } = started;
    const sensor = await started.device(id);
    await sensor.report(sampleReport(now(), { aed: { indicator: { state: "unknown" } } }));

    await clock.advance(60_000);
    await sensor.report(sampleReport(now(), { seq: 2 }));

    expect((await started.logged()).slice(1)).toEqual([
      `${id} fault-opened indicator-unproven`,
      `${id} fault-cleared indicator-unproven`,
      `${id} first-ready`,
    ]);
  });

  test("silence hides what is unproven without calling it proven", async () => {
    const started = await startRegistered();
    const { clock, now } = started;
    const sensor = await started.device(id);
    await sensor.report(sampleReport(now(), { aed: { indicator: { state: "unknown" } } }));

    await clock.advance(990_000);

    expect((await started.logged()).slice(1)).toEqual([
      `${id} fault-opened indicator-unproven`,
      `${id} fault-opened report-overdue`,
    ]);
  });
});

describe("files", () => {
  async function afterThreeLines(): Promise<TestBroker> {
    const started = await startRegistered();
    const sensor = await started.device(id);
    await sensor.report(sampleReport(started.now()));
    await sensor.report(sampleReport(started.now(), { seq: 2, aed: { present: false } }));
    await started.broker.close();
    return started;
  }

  test.each<[string, (path: string) => void]>([
    ["were never written", (path) => rmSync(path)],
    ["end in the middle of a line", (path) => truncateSync(path, readFileSync(path).length - 30)],
    [
      "lack their last lines",
      (path) => {
        writeFileSync(path, `${readFileSync(path, "utf8").split("\n")[0]}\n`);
      },
    ],
    [
      "end in zeros after a power cut",
      (path) => {
        truncateSync(path, readFileSync(path).length - 10);
        appendFileSync(path, Buffer.alloc(100));
      },
    ],
  ])("that %s are completed from the store at the next start", async (_name, damage) => {
    const { folder, clock } = await afterThreeLines();
    const whole = readFileSync(dayFile(folder), "utf8");
    damage(dayFile(folder));

    await startTestBroker({ folder, clock });

    expect(readFileSync(dayFile(folder), "utf8")).toBe(whole);
  });

  test("that could not be written for a while lose nothing", async () => {
    const { folder, clock, device, now, lines } = await startRegistered();
    const sensor = await device(id);
    rmSync(join(folder, "log"), { recursive: true });
    writeFileSync(join(folder, "log"), "in the way");
    await sensor.report(sampleReport(now()));
    await clock.settle();
    expect(lines.at(-1)).toContain("The log file could not be written");

    rmSync(join(folder, "log"));
    await sensor.report(sampleReport(now(), { seq: 2, aed: { present: false } }));
    await clock.settle();

    const written = readFileSync(dayFile(folder), "utf8").trim().split("\n");
    expect(written.map((line) => JSON.parse(line).event)).toEqual([
      "booted",
      "first-ready",
      "fault-opened",
    ]);
  });

  test("begin anew at midnight of the broker's zone", async () => {
    const { folder, clock, device, now } = await startRegistered();
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));

    await clock.advance(13 * 3_600_000 - 1_000);
    await sensor.report(sampleReport(now(), { seq: 2, aed: { present: false } }));
    await clock.advance(1_000);
    await sensor.report(sampleReport(now(), { seq: 3 }));
    await clock.settle();

    const days = readdirSync(join(folder, "log"));
    expect(days).toEqual(["2026-11-24.jsonl", "2026-11-25.jsonl"]);
    const lastOfDay = readFileSync(dayFile(folder), "utf8").trim().split("\n").at(-1) ?? "";
    expect(JSON.parse(lastOfDay)).toMatchObject({ time: "2026-11-24 23:59:59" });
  });
});

describe("reading", () => {
  test("by cabinet, time and level, with the broker running or not", async () => {
    const started = await startRegistered();
    const { clock, now, broker } = started;
    await broker.registry.register([registrationOf("gym-south")], START_MS);
    const north = await started.device(id);
    await north.report(sampleReport(now(), { aed: { present: false } }));
    await clock.advance(10_000);
    const south = await started.device("gym-south");
    await south.report(sampleReport(now(), { id: "gym-south" }));

    const codesOf = (entries: LogEntry[]) => entries.map(({ event }) => event);
    const ofSouth = { cabinetId: "gym-south" };
    expect(codesOf(await entriesOf(started, ofSouth))).toEqual(["booted", "first-ready"]);
    expect(codesOf(await entriesOf(started, { levelMin: "action" }))).toEqual(["fault-opened"]);
    await broker.close();
    expect(codesOf(await entriesOf(started, { sinceMs: START_MS + 10_000 }))).toEqual([
      "booted",
      "first-ready",
    ]);
  });

  test("follows new lines, whole ones only, until it is told to stop", async () => {
    const { folder, clock, device, now } = await startRegistered();
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));
    await clock.settle();
    const stop = new AbortController();
    const events: string[] = [];
    const reading = (async () => {
      const surroundings = { clock, signal: stop.signal };
      for await (const entry of readLog({ dataFolder: folder, follow: true }, surroundings)) {
        events.push(entry.event);
      }
    })();
    await clock.advance(500);
    expect(events).toEqual(["booted", "first-ready"]);

    const line = JSON.stringify({ row: 99, event: "ready", level: "info", atMs: START_MS });
    appendFileSync(dayFile(folder), line);
    await clock.advance(500);
    expect(events).toHaveLength(2);
    appendFileSync(dayFile(folder), "\n");
    await clock.advance(500);

    expect(events).toEqual(["booted", "first-ready", "ready"]);
    stop.abort();
    await reading;
  });

  test("a folder without a log is named", async () => {
    const { clock } = await startRegistered();
    const reading = readLog({ dataFolder: "/nowhere/at/all" }, { clock }).next();

    await expect(reading).rejects.toMatchObject({
      code: "LOG_UNREADABLE",
      message: expect.stringContaining("/nowhere/at/all"),
    });
  });
});
