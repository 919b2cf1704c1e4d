/**
 * The firmware that was built for the boards, run on the virtual one in its cabinet: it boots,
 * connects, proves who it is and reports what the cabinet is like.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { isAttemptAuthentic, isAuthentic, splitFrame } from "../../protocol/frame";
import { createAuthenticator } from "../../protocol/host/authenticator";
import { readReport, type WireReport } from "../../protocol/host/schemas";
import { topicOf } from "../../protocol/topics";
import { loadFirmware } from "../../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet } from "../../simulator/fleet/fleet";
import { createRandom } from "../../simulator/fleet/random";
import { createVirtualClock, type VirtualClock } from "../../simulator/runtime/virtual-clock";
import { createVirtualNetwork, type VirtualNetwork } from "../../simulator/runtime/virtual-network";
import { settingsOf } from "./fleet/test-firmware";
import { TestPeer } from "./test-peer";

const ID = "anyang-0042";
const REPORT_TOPIC = topicOf(ID, "report");
const KEY = Buffer.alloc(32, 7);
const authenticate = createAuthenticator(KEY);

let clock: VirtualClock;
let network: VirtualNetwork;
let peer: TestPeer;
let fleet: Fleet;
let lines: string[];

beforeEach(() => {
  clock = createVirtualClock({ wallMs: Date.UTC(2026, 10, 24) });
  network = createVirtualNetwork({ clock, latencyMs: 10 });
  peer = new TestPeer({ cabinetId: ID, authenticate, nowS: () => clock.wallMs() / 1000 });
  network.listen(1883, peer.accept);
  lines = [];
  const settings = { ...settingsOf(ID), keyHex: KEY.toString("hex") };
  fleet = createFleet({
    firmware: loadFirmware("dist/firmware"),
    cabinets: [{ id: ID, aedModelId: "onsite", settings }],
    clock,
    random: createRandom(1),
    connect: network.connect,
    incidentsPerHour: 0,
    onServiceAct: () => {},
    onPrint: (_id, line) => lines.push(line),
  });
});

/** The reports so far; each must be authentic and follow the schema. */
function reports(): WireReport[] {
  return peer.payloads("report").map((payload) => {
    const frame = splitFrame(payload);
    expect(frame && isAuthentic(REPORT_TOPIC, frame, authenticate)).toBe(true);
    const checked = readReport(frame!.body);
    if ("problem" in checked) throw new Error(`${checked.problem}: ${frame!.body}`);
    return checked.value;
  });
}

async function settle(): Promise<void> {
  fleet.start();
  await clock.advance(60_000);
}

describe("the built firmware on a virtual board", () => {
  test("connects with a password that only the key holder can make", async () => {
    await settle();

    const connect = peer.connects[0]!;
    const [boot, n, mac] = String(connect.password).split(".");
    const attempt = { id: ID, boot: Number(boot), n: Number(n) };
    expect([connect.clientId, connect.username, connect.clean]).toEqual([ID, ID, true]);
    expect(isAttemptAuthentic(attempt, mac!, authenticate)).toBe(true);
    const topics = (["time", "command", "update/chunk"] as const).map((name) => topicOf(ID, name));
    expect(peer.subscriptions).toEqual(topics);
  });

  test("sends an authentic boot report first, with the clock not yet synced", async () => {
    await settle();

    const [first] = reports();
    expect(first).toMatchObject({ id: ID, boot: 1, why: "boot", clock: "unsynced", at: 0 });
    expect(first?.simulated).toBe(true);
  });

  test("then tells, with the broker's time, that everything is in order", async () => {
    await settle();

    const last = reports().at(-1)!;
    expect(last.clock).toBe("synced");
    expect(last.aed).toMatchObject({ present: true, pads: { state: "ok" } });
    expect(last.aed.indicator.state).toBe("ready");
    expect([last.cabinet.door, last.faults]).toEqual(["closed", []]);
  });

  test("tells within two seconds that the door was opened and the AED taken", async () => {
    await settle();

    fleet.cabinet(ID).openDoor();
    fleet.cabinet(ID).takeAed();
    await clock.advance(2000);

    const last = reports().at(-1)!;
    expect([last.cabinet.door, last.aed.present]).toEqual(["open", false]);
  });

  test("counts its boots through a power cut", async () => {
    await settle();

    fleet.cabinet(ID).breakerOff();
    await clock.advance(10_000);
    fleet.cabinet(ID).breakerOn();
    await clock.advance(60_000);

    expect([...new Set(reports().map((report) => report.boot))]).toEqual([1, 2]);
    expect(lines.filter((line) => line.startsWith("Uncaught"))).toEqual([]);
  });

  test("finds back after the network went silent, the twelfth time as the first", async () => {
    await settle();
    const connects: boolean[] = [];

    for (let outage = 0; outage < 12; outage++) {
      const before = peer.connects.length;
      network.isDown = true;
      await clock.advance(1_800_000);
      network.isDown = false;
      await clock.advance(900_000);
      connects.push(peer.connects.length > before);
    }

    expect(connects).toEqual(Array(12).fill(true));
    expect(lines.filter((line) => line.startsWith("Uncaught"))).toEqual([]);
  });

  test("finds back after the network was cut", async () => {
    await settle();
    const before = reports().length;

    fleet.cabinet(ID).cutNetwork();
    await clock.advance(300_000);
    const during = reports().length;
    fleet.cabinet(ID).restoreNetwork();
    await clock.advance(600_000);

    expect([during, reports().length > before]).toEqual([before, true]);
  });
});
