/** A cabinet without mains: its sensor sleeps nearly always, and yet nobody is told a lie. */
import { afterEach, expect, test } from "vitest";
import { SLEEP_MS_MAX } from "../../firmware/hal/system";
import { AWAKE_MS_MAX } from "../../firmware/sleeper";
import { MINUTE_MS, SECOND_MS, Town } from "./town";

const ID = "mountain-hut";
const HEARTBEAT_S = 6 * 3600;
const HOUR_MS = 60 * MINUTE_MS;
/** A door is noticed at the end of a nap; then the sensor needs a moment to connect. */
const NOTICED_WITHIN_MS = SLEEP_MS_MAX + 30 * SECOND_MS;

let town: Town;

afterEach(async () => {
  await town.close();
});

async function openHut(): Promise<void> {
  town = new Town({
    cabinetIds: [ID],
    settings: { isBatteryPowered: true, heartbeatS: HEARTBEAT_S },
  });
  await town.open();
  await town.pass(2 * MINUTE_MS);
}

const device = () => town.member(ID).device;

test("it goes to sleep once it was proven ready, and promises its next report", async () => {
  await openHut();

  const { dueS, cabinet } = town.newestReport(ID);
  expect([device().isAsleep, await town.statusOf(ID)]).toEqual([true, "ready"]);
  expect(dueS).toBe(Math.ceil(HEARTBEAT_S * 1.1 + AWAKE_MS_MAX / 1000));
  expect(cabinet.power).toBe("battery");
});

test("for two days it is ready while asleep, and wakes in time for its reports", async () => {
  await openHut();
  const seen = new Set<string>();
  let awakeLooks = 0;

  for (let look = 0; look < 2 * 24 * 12; look++) {
    await town.pass(5 * MINUTE_MS);
    seen.add(await town.statusOf(ID));
    if (!device().isAsleep) awakeLooks += 1;
  }

  const boots = new Set(town.reports(ID).map(({ boot }) => boot));
  expect([...seen]).toEqual(["ready"]);
  // Eight times six hours; naps take no boot number.
  expect(boots.size).toBeGreaterThanOrEqual(8);
  expect(boots.size).toBeLessThanOrEqual(9);
  expect(device().bootCount).toBeGreaterThan(80);
  expect(awakeLooks).toBeLessThan(10);
  expect(town.newestReport(ID).node.dropped).toBe(0);
});

test("a door that is opened is noticed within one nap", async () => {
  await openHut();
  await town.pass(HOUR_MS);

  town.fleet.cabinet(ID).openDoor();
  await town.pass(NOTICED_WITHIN_MS);

  expect(String(await town.reasonsOf(ID))).toMatch(/door/);
});

test("an AED that was taken is noticed within one nap", async () => {
  await openHut();
  await town.pass(2 * HOUR_MS);

  town.fleet.cabinet(ID).takeAed();
  await town.pass(NOTICED_WITHIN_MS);

  expect(await town.reasonsOf(ID)).toContain("aed-missing");
});

test("one that never wakes turns unknown when its promise is over", async () => {
  await openHut();
  const { validUntil } = await town.view(ID);
  town.fleet.cabinet(ID).breakerOff();

  await town.pass(validUntil * SECOND_MS - town.clock.wallMs() - MINUTE_MS);
  const within = await town.statusOf(ID);
  await town.pass(MINUTE_MS + SECOND_MS);

  expect(within).toBe("ready");
  expect(await town.reasonsOf(ID)).toEqual(["report-overdue"]);
});

test("without a network it tries after each nap, briefly, and tells all when it can", async () => {
  await openHut();
  town.network.isDown = true;
  await town.pass(HOUR_MS);
  town.fleet.cabinet(ID).openDoor();
  let awakeLooks = 0;
  for (let look = 0; look < 8 * 60; look++) {
    await town.pass(MINUTE_MS);
    if (!device().isAsleep) awakeLooks += 1;
  }
  const whileAway = town.reports(ID).length;
  town.network.isDown = false;
  await town.pass(NOTICED_WITHIN_MS + AWAKE_MS_MAX);

  expect(awakeLooks / (8 * 60)).toBeLessThan(0.15);
  expect(town.reports(ID).length).toBeGreaterThan(whileAway);
  expect(String(await town.reasonsOf(ID))).toMatch(/door/);
  const places = town.reports(ID).map(({ boot, seq }) => boot * 1000 + seq);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(town.newestReport(ID).node.dropped).toBe(0);
});

test("a command waits until it wakes, and is done then", async () => {
  await openHut();
  const n = await town.order(ID, "self-test", {}, 12 * 3600);

  await town.pass(HOUR_MS);
  const meanwhile = await town.outcome(ID, n);
  await town.pass(6 * HOUR_MS);

  expect(meanwhile.endedAtMs).toBeNull();
  expect(await town.outcome(ID, n)).toMatchObject({ state: "done" });
});
