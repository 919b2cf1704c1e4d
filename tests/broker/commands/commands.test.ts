/** A command reaches the sensor it is for, once it listens, until it is answered or over. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openCommandDesk } from "../../../broker/commands/command-desk";
import type { CommandOrder } from "../../../broker/commands/command-order";
import { REPLY_TEXTS } from "../../../broker/log/command-texts";
import { REPLY_REASONS } from "../../../protocol/commands";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";
import { settle } from "../support/test-clock";
import type { TestDevice } from "../support/test-device";

const id = "gym-north";
const neighbour = "gym-south";
const FIRST_N = START_MS / 1000 - 1_700_000_000;

async function startRegistered(): Promise<TestBroker> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id), registrationOf(neighbour)], START_MS);
  return started;
}

async function startWithSensor(): Promise<TestBroker & { readonly sensor: TestDevice }> {
  const started = await startRegistered();
  const sensor = await started.device(id);
  await sensor.listen();
  return { ...started, sensor };
}

function order(change: Partial<CommandOrder> = {}): CommandOrder {
  return { cabinetId: id, do: "report-now", lifeS: 60, ...change };
}

/** Queues orders through the broker itself; returns their numbers. */
async function tell({ broker, clock }: TestBroker, ...orders: CommandOrder[]): Promise<number[]> {
  const records = await broker.commands.queue(orders, clock.wallMs());
  await clock.settle();
  return records.map(({ n }) => n);
}

/** Everything sent to this sensor has arrived when it has an answer to this. */
async function commandsAt(sensor: TestDevice): Promise<object[]> {
  await settle();
  await sensor.say("reply", { boot: 1, n: 1, result: "done" });
  return sensor.taken("command");
}

async function stateOf({ broker }: TestBroker, n: number) {
  const record = await broker.commands.find(id, n);
  return record && [record.state, record.reason, record.detail];
}

describe("a command is sent", () => {
  test("signed, with its number and its end, to a sensor that listens", async () => {
    const started = await startWithSensor();

    const [n] = await tell(started, order({ do: "identify", arguments: { forS: 30 } }));

    expect(await commandsAt(started.sensor)).toEqual([
      { v: 1, id, n: FIRST_N, until: START_MS / 1000 + 60, do: "identify", forS: 30 },
    ]);
    expect(n).toBe(FIRST_N);
    expect(await stateOf(started, FIRST_N)).toEqual(["sent", null, null]);
  });

  test("only when the sensor has subscribed and knows the time", async () => {
    const started = await startRegistered();
    await tell(started, order());
    const sensor = await started.device(id);
    expect(await commandsAt(sensor)).toEqual([]);
    await sensor.subscribe("time", "command", "update/chunk");
    expect(await commandsAt(sensor)).toEqual([]);

    await sensor.hello();

    expect(await commandsAt(sensor)).toHaveLength(1);
  });

  test("not to a sensor that subscribes to the time alone, as older ones do", async () => {
    const started = await startRegistered();
    const sensor = await started.device(id);
    await sensor.subscribe("time");
    await sensor.hello();

    await tell(started, order());

    expect(await commandsAt(sensor)).toEqual([]);
    expect(await sensor.report(sampleReport(started.now()))).toBe("acknowledged");
  });

  test("to nobody else", async () => {
    const started = await startWithSensor();
    const south = await started.device(neighbour);
    await south.listen();

    await tell(started, order());

    expect(await commandsAt(south)).toEqual([]);
    expect(south.received.filter(({ cmd }) => cmd === "publish")).toEqual([]);
  });

  test("one at a time, the next when the last was answered", async () => {
    const started = await startWithSensor();
    const { sensor } = started;
    const [first, second] = await tell(started, order(), order({ do: "self-test" }));
    expect(await commandsAt(sensor)).toMatchObject([{ n: first, do: "report-now" }]);

    await sensor.reply(first!);

    expect(second).toBe(first! + 1);
    expect(await commandsAt(sensor)).toMatchObject([{ n: second, do: "self-test" }]);
  });

  test("with Korean text byte for byte", async () => {
    const started = await startWithSensor();
    const settings = { version: 2, wifiSsid: "안양시청 2층", wifiPassword: "비밀번호" };

    await tell(started, order({ do: "configure", arguments: { settings } }));

    expect(await commandsAt(started.sensor)).toMatchObject([{ do: "configure", settings }]);
  });

  test("within a second of another program having queued it", async () => {
    const started = await startWithSensor();
    const desk = await openCommandDesk(started.folder);
    const [record] = await desk.queue([order()], started.clock.wallMs());

    await started.clock.advance(1_000);
    expect(await commandsAt(started.sensor)).toHaveLength(1);
    await started.sensor.reply(record!.n, { detail: "fine" });

    expect(await desk.find(id, record!.n)).toMatchObject({ state: "done", detail: "fine" });
    await desk.close();
  });
});

describe("a command that is not answered", () => {
  test("is sent again after a reconnect, the very same, and never after its answer", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());
    const before = await commandsAt(started.sensor);
    started.sensor.vanish();

    const again = await started.device(id, { boot: 1, n: 2 });
    await again.listen();
    expect(await commandsAt(again)).toEqual(before);
    await again.reply(n!);
    const third = await started.device(id, { boot: 1, n: 3 });
    await third.listen();

    expect(await commandsAt(third)).toEqual([]);
  });

  test("is not sent again over the same connection", async () => {
    const started = await startWithSensor();
    await tell(started, order());
    await commandsAt(started.sensor);

    await started.sensor.hello();

    expect(await commandsAt(started.sensor)).toEqual([]);
  });

  test("outlives the broker", async () => {
    const first = await startWithSensor();
    const [n] = await tell(first, order({ lifeS: 600 }));
    await first.broker.close();

    const second = await startTestBroker({ folder: first.folder, clock: first.clock });
    const sensor = await second.device(id, { boot: 1, n: 2 });
    await sensor.listen();

    expect(await commandsAt(sensor)).toMatchObject([{ n }]);
    await sensor.reply(n!);
    expect(await stateOf(second, n!)).toEqual(["done", null, null]);
  });

  test("is over after its time, in one line, and is not sent any more", async () => {
    const started = await startRegistered();
    const [n] = await tell(started, order());

    await started.clock.advance(63_000);
    await started.clock.advance(63_000);
    const sensor = await started.device(id);
    await sensor.listen();

    expect(await commandsAt(sensor)).toEqual([]);
    expect(await stateOf(started, n!)).toEqual(["expired", null, null]);
    const told = (await started.logged()).filter((line) => line.includes("command"));
    expect(told).toEqual([`${id} command-expired report-now`]);
  });

  test("lets the next one through when its time is over", async () => {
    const started = await startWithSensor();
    const [, second] = await tell(started, order({ lifeS: 10 }), order({ lifeS: 60 }));
    await commandsAt(started.sensor);

    await started.clock.advance(12_000);

    expect(await commandsAt(started.sensor)).toMatchObject([{ n: second }]);
  });

  test("is sent again when the sensor did not know the time yet", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());
    await commandsAt(started.sensor);
    await started.sensor.reply(n!, { result: "refused", reason: "clock-unsynced" });
    expect(await commandsAt(started.sensor)).toEqual([]);

    await started.sensor.hello();

    expect(await commandsAt(started.sensor)).toMatchObject([{ n }]);
  });
});

describe("an answer", () => {
  test("is on disk before it is acknowledged, and told in one line", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order({ do: "self-test" }));

    expect(await started.sensor.reply(n!, { detail: "flash ok" })).toBe("acknowledged");

    const beside = new Database(join(started.folder, "aed.sqlite"));
    expect(beside.prepare("SELECT state FROM commands").all()).toEqual([{ state: "done" }]);
    beside.close();
    expect(await started.logged()).toEqual([`${id} command-done self-test`]);
    expect(started.lines.at(-1)).toBe(
      "11:00:00 INFO   North gym (lobby) [gym-north] – Told to check itself: " +
        "The sensor did as told. (flash ok)",
    );
  });

  test("that was a refusal is told with its reason and a next step", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());

    await started.sensor.reply(n!, { result: "refused", reason: "not-stored", detail: "page 3" });

    expect(await stateOf(started, n!)).toEqual(["refused", "not-stored", "page 3"]);
    expect(await started.logged()).toEqual([`${id} command-refused report-now`]);
    expect(started.lines.at(-1)).toMatch(/did not take what had to be kept\. \(page 3\) Replace/);
  });

  test("sent twice is acknowledged twice and told once", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());

    expect(await started.sensor.reply(n!)).toBe("acknowledged");
    const other = { result: "refused", reason: "expired" } as const;
    expect(await started.sensor.reply(n!, other)).toBe("acknowledged");

    expect(await stateOf(started, n!)).toEqual(["done", null, null]);
    expect(await started.logged()).toHaveLength(1);
  });

  test("that nobody asked for is acknowledged, so that no sensor waits on it", async () => {
    const started = await startWithSensor();

    expect(await started.sensor.reply(77)).toBe("acknowledged");

    expect(started.broker.counters()).toMatchObject({ repliesUnasked: 1 });
    expect(await started.logged()).toEqual([]);
  });

  test("that comes after the end of its time is still what happened", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());
    await started.clock.advance(62_000);

    await started.sensor.reply(n!);

    expect(await stateOf(started, n!)).toEqual(["done", null, null]);
  });

  test("with a wrong signature ends nothing but the connection", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());
    const body = JSON.stringify({ v: 1, id, boot: 1, n, result: "done", mac: "A".repeat(22) });

    started.sensor.publish(`aed/1/${id}/reply`, body);
    await started.sensor.closed();

    expect(await stateOf(started, n!)).toEqual(["sent", null, null]);
    expect(started.broker.counters()).toMatchObject({ forged: 1 });
  });

  test("of another sensor ends nothing", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());
    const south = await started.device(neighbour);

    await south.reply(n!);

    expect(await stateOf(started, n!)).toEqual(["sent", null, null]);
  });

  test("leaves no password in the database", async () => {
    const started = await startWithSensor();
    const settings = { version: 2, wifiPassword: "very-secret" };
    const [n] = await tell(started, order({ do: "configure", arguments: { settings } }));

    await started.sensor.reply(n!);

    const record = await started.broker.commands.find(id, n!);
    expect(record?.arguments).toEqual({ settings: { version: 2, wifiPassword: "" } });
  });
});

describe("words", () => {
  test("every reason a sensor can have is told in both languages, and no other", () => {
    expect(Object.keys(REPLY_TEXTS).sort()).toEqual([...REPLY_REASONS, "unknown-reason"].sort());
    for (const { sentence, nextStep } of Object.values(REPLY_TEXTS)) {
      for (const { ko, en } of [sentence, nextStep]) {
        expect(ko).toMatch(/[가-힣].*\.$|[가-힣].*\)\.?$/);
        expect(en).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  test("a reason this version does not know is a refusal all the same", async () => {
    const started = await startWithSensor();
    const [n] = await tell(started, order());

    await started.sensor.reply(n!, { result: "refused", reason: "moody" as never });

    expect(await stateOf(started, n!)).toEqual(["refused", "unknown-reason", null]);
  });
});

test("a command that was changed on disk is never sent", async () => {
  const started = await startRegistered();
  await tell(started, order());
  await started.broker.close();
  const beside = new Database(join(started.folder, "aed.sqlite"));
  beside.exec("UPDATE commands SET text = replace(text, 'report-now', 'reboot')");
  beside.close();

  const second = await startTestBroker({ folder: started.folder, clock: started.clock });
  const sensor = await second.device(id);
  await sensor.listen();

  expect(await commandsAt(sensor)).toEqual([]);
});
