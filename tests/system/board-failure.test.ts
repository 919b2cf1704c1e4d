/**
 * The built firmware on a virtual board whose parts fail one by one: a wire, a pin, the flash, the
 * memory. Each failure is told, or silent and followed by a restart; none looks like health.
 */
import { describe, expect, test } from "vitest";
import { CHECK_PERIOD_MS, RESTART_DELAY_MS, WATCHDOG_S } from "../../firmware/app";
import { splitFrame } from "../../protocol/frame";
import { createAuthenticator } from "../../protocol/host/authenticator";
import type { Report } from "../../protocol/report";
import { SETTINGS_FILE } from "../../protocol/settings";
import { Cabinet } from "../../simulator/cabinet/cabinet";
import { loadFirmware } from "../../simulator/fleet/firmware-bundle";
import { createRandom } from "../../simulator/fleet/random";
import { createVirtualClock } from "../../simulator/runtime/virtual-clock";
import { VirtualEspruino } from "../../simulator/runtime/virtual-espruino";
import { createVirtualNetwork } from "../../simulator/runtime/virtual-network";
import { settingsOf } from "../simulator/fleet/test-firmware";
import { TestPeer } from "../simulator/test-peer";

const ID = "anyang-0042";
const KEY = Buffer.alloc(32, 7);
const MINUTE_MS = 60_000;
const firmware = loadFirmware("dist/firmware");

/** A cabinet whose board runs `defect` before the firmware, so that a part of it fails. */
function createBench(defect = "") {
  const clock = createVirtualClock({ wallMs: Date.UTC(2026, 10, 24) });
  const network = createVirtualNetwork({ clock, latencyMs: 10 });
  const nowS = () => clock.wallMs() / 1000;
  const peer = new TestPeer({ cabinetId: ID, authenticate: createAuthenticator(KEY), nowS });
  network.listen(1883, peer.accept);
  const lines: string[] = [];
  const device = new VirtualEspruino({
    clock,
    connect: network.connect,
    serial: ID,
    onPrint: (line) => lines.push(line),
  });
  const settings = { ...settingsOf(ID), keyHex: KEY.toString("hex") };
  // The defect and the application are one program: they share the globals it replaces.
  device.storage.provision(".bootcde", `${defect}\n${firmware.text}`);
  device.storage.provision(SETTINGS_FILE, JSON.stringify(settings));
  const { pins } = firmware.manifest;
  const cabinet = new Cabinet({
    clock,
    chance: createRandom(1),
    aedModelId: "onsite",
    pins,
    device,
  });
  const reports = () =>
    peer.payloads("report").map((payload) => JSON.parse(splitFrame(payload)!.body) as Report);
  const run = async (ms: number) => {
    cabinet.breakerOn();
    await clock.advance(ms);
  };
  return { clock, device, cabinet, peer, lines, reports, run };
}
type Bench = ReturnType<typeof createBench>;
const last = (bench: Bench) => bench.reports().at(-1)!;

describe("switches and their wires", () => {
  test("that are open or cut at boot are bad, however often they are read", async () => {
    const bench = createBench();
    bench.cabinet.openDoor();
    bench.cabinet.takeAed();

    await bench.run(4 * CHECK_PERIOD_MS);

    expect(last(bench)).toMatchObject({
      aed: { present: false, removals: 1 },
      cabinet: { door: "open" },
    });
    expect(bench.reports().filter(({ cabinet }) => cabinet.door === "closed")).toEqual([]);
  });

  test("that open later are bad, and stay so", async () => {
    const bench = createBench();
    await bench.run(MINUTE_MS);

    bench.cabinet.openDoor();
    bench.cabinet.disconnectPads();
    await bench.clock.advance(4 * CHECK_PERIOD_MS);

    expect(last(bench)).toMatchObject({
      aed: { present: true, pads: { state: "disconnected" } },
      cabinet: { door: "open" },
    });
  });

  test("are as they are in the first report, without an alarm", async () => {
    const bench = createBench();

    await bench.run(10_000);

    expect(bench.reports()[0]).toMatchObject({
      why: "boot",
      aed: { present: true, removals: 0, pads: { state: "ok" } },
      cabinet: { door: "closed" },
    });
    const alarms = bench.reports().filter(({ why }) => /removed|opened|disconnected/.test(why));
    expect(alarms).toEqual([]);
  });
});

test("an AED taken and put back while the interpreter was blocked was away", async () => {
  // Edges wait for the end of a block and then come all at once.
  const bench = createBench(`var watch = setWatch;
    setWatch = function (run, pin, options) {
      return watch(function (e) {
        setTimeout(function () { run(e); }, (20 - getTime() % 20) * 1000);
      }, pin, options);
    };`);
  await bench.run(MINUTE_MS + 1000);

  bench.cabinet.takeAed();
  await bench.clock.advance(5000);
  bench.cabinet.returnAed();
  await bench.clock.advance(20_000);

  const { present, removals } = last(bench).aed;
  const causes = bench.reports().map(({ why }) => why);
  expect([present, removals]).toEqual([true, 1]);
  expect(causes.filter((why) => why.startsWith("aed-"))).toEqual(["aed-removed", "aed-returned"]);
});

describe("a failure under the running application", () => {
  test("of the memory is told, and the board restarts", async () => {
    const bench = createBench();
    await bench.run(MINUTE_MS);

    bench.device.raiseErrorFlags(["MEMORY"]);
    await bench.clock.advance(1000);
    expect(last(bench)).toMatchObject({ why: "fault-changed", faults: ["memory-low"] });
    await bench.clock.advance(RESTART_DELAY_MS + MINUTE_MS);

    expect(bench.device.bootCount).toBe(2);
    expect(last(bench)).toMatchObject({ boot: 2, faults: ["memory-low"] });
  });

  test("of a pin that cannot be read any more is told, and the board restarts", async () => {
    const bench = createBench(`var read = digitalRead, reads = 0;
      digitalRead = function (pin) {
        reads++;
        if (reads === 20) throw new Error("broken pin");
        return read(pin);
      };`);

    await bench.run(10 * MINUTE_MS);

    const told = bench.reports().find(({ why }) => why === "fault-changed");
    expect(told?.faults).toEqual(["software-error"]);
    expect(bench.lines.join()).toContain("broken pin");
    expect(bench.device.bootCount).toBeGreaterThan(1);
  });
});

describe("a failure before the application runs", () => {
  test("that nobody foresaw ends in a restart by the watchdog", async () => {
    const bench = createBench(`var load = require;
      require = function (name) {
        return name === "crypto" ? { SHA256: function () { throw new Error("x"); } } : load(name);
      };`);

    await bench.run((WATCHDOG_S + 1) * 1000);

    expect(bench.device.bootCount).toBe(2);
    expect(bench.peer.connects).toEqual([]);
  });

  test("of the flash is said on the console, and tried again after an hour", async () => {
    const bench = createBench(`var load = require;
      require = function (name) {
        var flash = load(name);
        if (name !== "Flash" || flash.wasBroken) return flash;
        flash.wasBroken = true;
        return { read: function () { throw new Error("x"); } };
      };`);

    await bench.run(59 * MINUTE_MS);
    expect([bench.device.bootCount, bench.peer.connects.length]).toEqual([1, 0]);
    expect(bench.lines.join()).toContain("No boot number");
    await bench.clock.advance(2 * MINUTE_MS);

    expect(bench.device.bootCount).toBe(2);
    expect(last(bench)).toMatchObject({ boot: 1, aed: { present: true } });
  });
});
