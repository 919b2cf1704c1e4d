/** Without power a device leaves nothing behind: no timer of its own on the simulation's clock. */
import { expect, test } from "vitest";
import type { SimulatorClock } from "../../../simulator/runtime/clock";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";
import { VirtualEspruino } from "../../../simulator/runtime/virtual-espruino";
import { type Connect, HostSilent, type Wire } from "../../../simulator/runtime/wire";

const SILENT_WIRE: Wire = { send() {}, finish() {}, reset() {}, abandon() {} };

const BUSY_PROGRAM = `
  E.enableWatchdog(60, false);
  setInterval(function () { E.kickWatchdog(); }, 1000);
  setTimeout(print, 1e9);
  setWatch(print, D27, { repeat: true, debounce: 500 });
  require("Wifi").connect("s", {}, function () {
    require("net").connect({ host: "h", port: 1 });
    setTimeout(function () { require("Wifi").connect("s", {}, print); }, 900);
  });`;

function refuseSilently(): Wire {
  throw new HostSilent();
}

const MOMENTS_MS = [100, 400, 1000, 1400, 2300, 5000];

test.each(MOMENTS_MS)("power gone after %i ms", async (onMs) => {
  await expectNothingLeft(onMs, () => SILENT_WIRE);
});

test.each(MOMENTS_MS)("power gone after %i ms, with a host that says nothing", async (onMs) => {
  await expectNothingLeft(onMs, refuseSilently);
});

async function expectNothingLeft(onMs: number, connect: Connect): Promise<void> {
  const clock = createVirtualClock({ wallMs: 0, turnsPerInstant: 0 });
  const waiting = new Set<string>();
  let made = 0;
  const counting: SimulatorClock = {
    ...clock,
    after(name, delayMs, run) {
      const key = `${name} ${++made}`;
      waiting.add(key);
      const cancel = clock.after(name, delayMs, () => {
        waiting.delete(key);
        run();
      });
      return () => {
        waiting.delete(key);
        cancel();
      };
    },
  };
  const device = new VirtualEspruino({
    clock: counting,
    connect,
    serial: "busy",
    onPrint: () => {},
  });
  device.storage.provision(".bootcde", BUSY_PROGRAM);
  device.powerOn();
  await clock.advance(onMs);
  device.wiring.drive(27, 0);

  device.powerOff();

  expect(made).toBeGreaterThan(0);
  expect([...waiting]).toEqual([]);
}
