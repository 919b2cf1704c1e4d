/** What the microphone of a simulated cabinet hears, and its supply and buzzer. */
import { beforeEach, describe, expect, test } from "vitest";
import { createServiceChirp } from "../../../firmware/drivers/service-chirp";
import { Cabinet } from "../../../simulator/cabinet/cabinet";
import { createRandom } from "../../../simulator/fleet/random";
import { ManualClock, ManualPin } from "../../firmware/fake-board";
import { createTestBoard, type TestBoard } from "../runtime/test-board";

const PINS = {
  doorReed: "D27",
  aedPresent: "D26",
  padsContact: "D25",
  indicator: "D34",
  statusLed: "D23",
  microphone: "D33",
  supply: "D35",
  buzzer: "D32",
};
const OBSERVER = `
  setWatch(function (e) { print("edge " + (e.state ? 1 : 0) + " " + e.time * 1000); }, D33,
    { repeat: true, edge: "both" });
  setInterval(function () { print("supply " + analogRead(D35)); }, 10000);
  setTimeout(function () { digitalWrite(D32, 1); }, 5000);`;
const MINUTE_MS = 60_000;

let board: TestBoard;
let cabinet: Cabinet;

function mount(aedModelId: string, seed = 7): void {
  board = createTestBoard(OBSERVER);
  const { clock, device } = board;
  cabinet = new Cabinet({ clock, chance: createRandom(seed), aedModelId, pins: PINS, device });
  cabinet.breakerOn();
}
beforeEach(() => mount("g3"));

/** Edges on the pin in the next `durationMs`, as [milliseconds, level]. */
async function edgesIn(durationMs: number): Promise<[number, boolean][]> {
  board.lines.length = 0;
  await board.clock.advance(durationMs);
  const edges = board.lines
    .filter((line) => line.startsWith("edge "))
    .map((line) => line.split(" "));
  return edges.map(([, level, atMs]) => [Number(atMs), level === "1"]);
}

/** What the sensor's driver makes of such edges. */
function heardIn(edges: readonly [number, boolean][], chirpPeriodMs: number): boolean[] {
  const clock = new ManualClock();
  const microphone = new ManualPin(clock);
  const heard: boolean[] = [];
  createServiceChirp({ microphone, clock, chirpPeriodMs }).start((finding) => {
    if (finding.kind === "chirp") heard.push(finding.isHeard);
  });
  const startMs = edges[0]?.[0] ?? 0;
  for (const [atMs, isHigh] of edges) {
    clock.advance(atMs - startMs - clock.nowMs);
    microphone.set(isHigh);
  }
  clock.advance(2000);
  return heard;
}

describe("service chirps", () => {
  test("come from an AED that needs service, not from a healthy one", async () => {
    expect(await edgesIn(5 * MINUTE_MS)).toEqual([]);
    cabinet.failAed();
    const failed = await edgesIn(5 * MINUTE_MS);
    cabinet.repairAed();
    await board.clock.advance(1000);

    expect(failed.length).toBeGreaterThanOrEqual(16);
    expect(await edgesIn(5 * MINUTE_MS)).toEqual([]);
  });

  test("leave the cabinet with the AED, and come back with it", async () => {
    cabinet.letBatteryRunLow();
    cabinet.takeAed();
    await board.clock.advance(1000);
    expect(await edgesIn(5 * MINUTE_MS)).toEqual([]);
    cabinet.returnAed();

    expect((await edgesIn(5 * MINUTE_MS)).length).toBeGreaterThan(0);
  });

  test.each([
    ["g3", 30_000],
    ["onsite", 60_000],
  ])("of the %s are what the sensor's driver recognises", async (aedModelId, chirpPeriodMs) => {
    mount(aedModelId);
    await board.clock.advance(1000);
    cabinet.failAed();

    expect(heardIn(await edgesIn(6 * chirpPeriodMs), chirpPeriodMs)).toEqual([true]);
  });

  test("stop when the cabinet is dismantled", async () => {
    cabinet.failAed();
    cabinet.dismantle();
    cabinet.breakerOn();
    await board.clock.advance(1000);

    expect(await edgesIn(5 * MINUTE_MS)).toEqual([]);
  });
});

describe("noise", () => {
  test("is heard and is over after its time", async () => {
    await board.clock.advance(1000);
    cabinet.makeNoise(3000);

    expect((await edgesIn(4000)).length).toBeGreaterThan(4);
    expect(await edgesIn(MINUTE_MS)).toEqual([]);
  });

  test.each([1, 2, 3])("of people is no chirp for the driver, seed %i", async (seed) => {
    mount("g3", seed);
    const edges: [number, boolean][] = [];
    for (let i = 0; i < 20; i++) {
      cabinet.makeNoise(5000);
      edges.push(...(await edgesIn(30_000)));
    }

    expect(edges.length).toBeGreaterThan(100);
    expect(heardIn(edges, 30_000)).toEqual([]);
  });
});

test("the supply is what the converter reads, full scale being 6600 mV", async () => {
  const readMv = async () => {
    board.lines.length = 0;
    await board.clock.advance(12_000);
    const line = board.lines.findLast((text) => text.startsWith("supply "));
    return Number(line?.slice(7)) * 6600;
  };
  expect(Math.abs((await readMv()) - 5000)).toBeLessThan(60);
  cabinet.setSupply(4000);

  expect(Math.abs((await readMv()) - 4000)).toBeLessThan(60);
  expect(cabinet.truth.supplyMv).toBe(4000);
});

test("the buzzer is seen from outside", async () => {
  await board.clock.advance(4000);
  expect(cabinet.isBuzzerOn).toBe(false);
  await board.clock.advance(2000);

  expect(cabinet.isBuzzerOn).toBe(true);
});
