/** An AED that tells of itself, as the sensor's own driver hears it. */
import { beforeEach, expect, test } from "vitest";
import type { SerialFinding } from "../../../firmware/drivers/aed-driver";
import { createSerialStatus } from "../../../firmware/drivers/serial-status";
import { AedUnit } from "../../../simulator/cabinet/aed-unit";
import { Cabinet } from "../../../simulator/cabinet/cabinet";
import { createRandom } from "../../../simulator/fleet/random";
import { ManualClock, nodeCrypto } from "../../firmware/fake-board";
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
const MINUTE_MS = 60_000;
const LISTENER = `Serial2.setup(9600, { rx: D16 });
  Serial2.on("data", function (text) { print(text); });`;

let board: TestBoard;
let cabinet: Cabinet;
let findings: SerialFinding[];

beforeEach(async () => {
  board = createTestBoard(LISTENER);
  const { clock, device } = board;
  const aed = new AedUnit({ aedModelId: "lifepak-500", nowMs: 0, batteryCharge: 0.9 });
  const options = { clock, device, pins: PINS, chance: createRandom(1), aed };
  const statusPort = { pin: 16, baud: 9600 };
  cabinet = new Cabinet({ ...options, aedModelId: "lifepak-500", statusPort });
  cabinet.breakerOn();
  await clock.advance(MINUTE_MS / 2);
});

/** What the sensor makes of what it hears in the next while. */
async function heardIn(durationMs: number): Promise<SerialFinding[]> {
  board.lines.length = 0;
  await board.clock.advance(durationMs);
  findings = [];
  let receive = (_bytes: string) => {};
  const port = {
    open(_baud: number, listener: (bytes: string) => void): void {
      receive = listener;
    },
  };
  const clock = new ManualClock();
  clock.advance(40_000_000);
  const { crc32 } = nodeCrypto;
  createSerialStatus({ port, baud: 9600, clock, crc32 }).start((finding) => {
    if (finding.kind === "serial" && finding.confirmedS !== undefined) findings.push(finding);
  });
  for (const line of board.lines) receive(`${line.trimEnd()}\r\n`);
  return findings;
}

test("it says each minute that it is well, and how its battery is", async () => {
  const heard = await heardIn(10 * MINUTE_MS);

  expect(heard).toHaveLength(10);
  expect(heard[0]).toMatchObject({
    indicator: "ready",
    battery: "ok",
    percent: 89,
    pads: "ok",
    selfTest: "pass",
  });
});

test("a fault and a low battery are told at once when they are known", async () => {
  cabinet.disconnectPads();
  cabinet.failAed();
  const [heard] = await heardIn(MINUTE_MS);
  cabinet.repairAed();
  cabinet.letBatteryRunLow();
  const [low] = await heardIn(MINUTE_MS);

  expect(heard).toMatchObject({ indicator: "fault", selfTest: "fail", pads: "disconnected" });
  expect(low).toMatchObject({ indicator: "fault", battery: "low", selfTest: "pass", percent: 7 });
});

test("its age counts from its last self-test at three in the morning", async () => {
  await board.clock.advance(24 * 60 * MINUTE_MS);

  const [heard] = await heardIn(MINUTE_MS);

  // The clock began at nine in Korea, so that the test at three was six hours ago.
  expect(40_000 - heard!.selfTestS!).toBeGreaterThanOrEqual(6 * 3600);
  expect(40_000 - heard!.selfTestS!).toBeLessThan(6 * 3600 + 120);
});

test("the wire is silent without the AED, and when its battery is flat", async () => {
  cabinet.takeAed();
  const away = await heardIn(5 * MINUTE_MS);
  cabinet.swapAed(new AedUnit({ aedModelId: "lifepak-500", nowMs: 0, batteryCharge: 0 }));
  const flat = await heardIn(5 * MINUTE_MS);

  expect([away, flat]).toEqual([[], []]);
});
