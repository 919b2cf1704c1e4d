/** Which drivers a cabinet has, by its settings: what is not wired costs nothing. */
import type { DeviceSettings } from "../protocol/settings";
import { createDebounce, observe } from "./core/debounce";
import type { AedDriver, Finding } from "./drivers/aed-driver";
import { createClimate } from "./drivers/climate";
import { Contact } from "./drivers/contact";
import { createSerialStatus } from "./drivers/serial-status";
import { createServiceChirp } from "./drivers/service-chirp";
import { StatusLight } from "./drivers/status-light";
import { createSupply } from "./drivers/supply";
import type { Board } from "./hal/board";
import type { DigitalInput } from "./hal/pins";

interface ContactWiring {
  readonly name: string;
  readonly input: DigitalInput;
  readonly whenLow: Finding;
  readonly whenHigh: Finding;
  readonly whenUnsettled: Finding;
}

/** What few cabinets have. */
function addOptional(drivers: AedDriver[], board: Board, settings: DeviceSettings): void {
  const pins = board.pins;
  const clock = board.clock;
  if (settings.chirpPeriodMs > 0) {
    const microphone = pins.microphone;
    const chirpPeriodMs = settings.chirpPeriodMs;
    drivers.push(
      createServiceChirp({ microphone: microphone, clock: clock, chirpPeriodMs: chirpPeriodMs }),
    );
  }
  if (settings.serialBaud > 0) {
    const crc32 = board.crypto.crc32;
    const port = board.serialPort;
    const baud = settings.serialBaud;
    drivers.push(createSerialStatus({ port: port, baud: baud, clock: clock, crc32: crc32 }));
  }
  if (settings.climateSensor > 0) {
    const sensor = settings.climateSensor;
    drivers.push(createClimate({ i2c: board.i2c, clock: clock, sensor: sensor }));
  }
  if (settings.supplyFullScaleMv > 0) {
    drivers.push(
      createSupply({
        input: pins.supply,
        supplyFullScaleMv: settings.supplyFullScaleMv,
        supplyLowMv: settings.supplyLowMv,
      }),
    );
  }
}

/** The drivers of a board, in the order in which they are started. */
export function createDrivers(board: Board, settings: DeviceSettings): readonly AedDriver[] {
  function contact(wiring: ContactWiring): AedDriver {
    return new Contact({
      name: wiring.name,
      input: wiring.input,
      whenLow: wiring.whenLow,
      whenHigh: wiring.whenHigh,
      whenUnsettled: wiring.whenUnsettled,
      clock: board.clock,
      filter: { create: createDebounce, observe: observe },
    });
  }
  const pins = board.pins;
  const clock = board.clock;
  const drivers: AedDriver[] = [
    contact({
      name: "door",
      input: pins.doorReed,
      whenLow: { kind: "door", door: "closed" },
      whenHigh: { kind: "door", door: "open" },
      whenUnsettled: { kind: "door", door: "unknown" },
    }),
    contact({
      name: "presence",
      input: pins.aedPresent,
      whenLow: { kind: "presence", present: true },
      whenHigh: { kind: "presence", present: false },
      whenUnsettled: { kind: "presence", present: "unknown" },
    }),
  ];
  // Some models blink only when something is wrong.
  const rhythms = settings.readyBlinkPeriodMs + settings.faultBlinkPeriodMs;
  if (rhythms + settings.batteryLowBlinkPeriodMs > 0) {
    drivers.push(
      new StatusLight({
        sensor: pins.indicator,
        clock: clock,
        readyBlinkPeriodMs: settings.readyBlinkPeriodMs,
        faultBlinkPeriodMs: settings.faultBlinkPeriodMs,
        batteryLowBlinkPeriodMs: settings.batteryLowBlinkPeriodMs,
        blinkTolerancePercent: settings.blinkTolerancePercent,
      }),
    );
  }
  if (settings.hasPadsContact) {
    drivers.push(
      contact({
        name: "pads",
        input: pins.padsContact,
        whenLow: { kind: "pads", pads: "ok" },
        whenHigh: { kind: "pads", pads: "disconnected" },
        whenUnsettled: { kind: "pads", pads: "unknown" },
      }),
    );
  }
  addOptional(drivers, board, settings);
  return drivers;
}
