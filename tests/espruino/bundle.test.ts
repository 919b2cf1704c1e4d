/**
 * The built bundle on the real interpreter, against a real broker process. Needs
 * ESPRUINO=<path of an Espruino binary for Linux>; reports itself skipped without it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../protocol/report";
import { binary, ESP32_VAR_BYTES, EspruinoBench, standInVars } from "./bench";

const ID = "real-interpreter";
const VARS_MAX = 3500;
/** From the edge of the contact to the row in the store; one second is debounce and MQTT. */
const CHANGE_MS_MAX = 1500;

describe.skipIf(!binary)("the bundle on the real interpreter", () => {
  const bench = new EspruinoBench({
    id: ID,
    mqttPort: 28_831,
    settings: { climateSensor: 40, supplyFullScaleMv: 10_000, supplyLowMv: 4500 },
  });
  const { stored } = bench;

  beforeAll(async () => {
    await bench.open();
    await bench.board.powerOn();
  });
  afterAll(() => bench.close());

  test("boots, and its first report is stored", async () => {
    const report = await stored.first((candidate) => candidate.why === "boot");

    expect(report, bench.board.printed).toMatchObject({ id: ID, boot: 1, seq: 1, simulated: true });
  });

  test("learns the time and then reports with it", async () => {
    const report = await stored.first(({ clock }) => clock === "synced");

    expect(Math.abs(report.at - Date.now() / 1000)).toBeLessThan(10);
  });

  test("sees contacts close and the indicator blink, and calls that ready", async () => {
    bench.showGoodCabinet();

    const report = await stored.first(({ aed }) => aed.indicator.state === "ready");

    expect(report.cabinet.door).toBe("closed");
    expect(report.aed).toMatchObject({ present: true, pads: { state: "ok" } });
    expect(report.faults).toEqual([]);
    expect(report.cabinet).toMatchObject({ supplyMv: 5000, power: "mains" });
  });

  test("has a report of an opened door on disk about a second later", async () => {
    const openedMs = Date.now();
    bench.board.setPin("D27", 1);

    await stored.first((report) => report.why === "door-opened");

    expect(Date.now() - openedMs).toBeLessThan(CHANGE_MS_MAX);
  });

  test("comes back after the broker was killed, and nothing acknowledged is lost", async () => {
    const before = stored.all();
    await bench.killBroker();
    bench.board.setPin("D27", 0);
    await bench.startBroker();

    const closed = await stored.first((report) => {
      return report.why === "door-closed" && isAfter(report, before.at(-1));
    });
    const after = stored.all();

    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ seq }) => seq)).toEqual(after.map((_report, index) => index + 1));
    expect(closed.boot).toBe(1);
  });

  test("counts its boots in flash: after a power cut the next number", async () => {
    await bench.board.powerOff();
    await bench.board.powerOn();

    const report = await stored.first(({ boot }) => boot === 2);

    expect(report).toMatchObject({ why: "boot", seq: 1 });
  });

  test("stays within its memory", async () => {
    await stored.first(({ boot, why }) => boot === 2 && why === "heartbeat");

    const shimVars = await standInVars(28_835);
    const memory = await bench.board.memory();
    const usedVars = memory.usedVars - shimVars;
    const lowest = Math.min(...stored.all().map(({ node }) => node.freeVarsMin ?? node.freeVars));

    const inUse = `${usedVars} variables of ${memory.varBytes} bytes in use`;
    console.log(`${inUse}; fewest free in any report: ${lowest}.`);
    if (memory.varBytes === ESP32_VAR_BYTES) expect(usedVars).toBeLessThan(VARS_MAX);
  });
});

function isAfter(report: Report, other: Report | undefined): boolean {
  return !other || report.boot > other.boot || report.seq > other.seq;
}
