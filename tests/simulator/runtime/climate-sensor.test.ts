/** SHT3x and SHT4x on I2C1: measurements, checksums, and the ways in which they fail. */
import { describe, expect, test } from "vitest";
import {
  ClimateSensor,
  type ClimateSensorModel,
  crc8,
} from "../../../simulator/runtime/climate-sensor";
import { createTestBoard } from "./test-board";

const MEASURE = { sht3x: "[0x24, 0x00]", sht4x: "0xFD" };

/** Measures every second, after `waitMs` for the conversion, and prints the bytes. */
function createBench(model: ClimateSensorModel, waitMs = 20, pins = "{ scl: D22, sda: D21 }") {
  const board = createTestBoard(`
    function t(f) { try { return f(); } catch (e) { print(e.message); } }
    I2C1.setup(${pins});
    setInterval(function () {
      var started = getTime();
      t(function () { I2C1.writeTo(0x44, ${MEASURE[model]}); });
      if (getTime() > started) print("blocked " + (getTime() - started));
      setTimeout(function () {
        var b = t(function () { return I2C1.readFrom(0x44, 6); });
        if (b) print([].slice.call(b).join(" "));
      }, ${waitMs});
    }, 5000);`);
  const sensor = new ClimateSensor({ clock: board.clock, model, sdaPin: 21, sclPin: 22 });
  board.device.wiring.attachI2c(sensor);
  board.device.powerOn();
  return { ...board, sensor, measure: () => board.clock.advance(5500) };
}

function valuesOf(line: string, humidity: { offset: number; span: number }): number[] {
  const [t1 = 0, t2 = 0, , h1 = 0, h2 = 0] = line.split(" ").map(Number);
  const scaled = (value: number, offset: number, span: number) =>
    Math.round((offset + (span * value) / 65535) * 100) / 100;
  return [scaled(t1 * 256 + t2, -45, 175), scaled(h1 * 256 + h2, humidity.offset, humidity.span)];
}

test("the checksum is the one of the data sheet", () => {
  expect(crc8([0xbe, 0xef])).toBe(0x92);
});

describe.each([
  { model: "sht3x", humidity: { offset: 0, span: 100 }, fastMs: 14 },
  { model: "sht4x", humidity: { offset: -6, span: 125 }, fastMs: 7 },
] as const)("a $model", ({ model, humidity, fastMs }) => {
  test("tells what it is like around it, with checksums", async () => {
    const { sensor, lines, measure } = createBench(model);
    sensor.temperatureC = -12.5;
    sensor.humidityPercent = 63;

    await measure();

    const bytes = lines[0]!.split(" ").map(Number);
    expect(valuesOf(lines[0]!, humidity)).toEqual([-12.5, 63]);
    expect([bytes[2], bytes[5]]).toEqual([crc8(bytes.slice(0, 2)), crc8(bytes.slice(3, 5))]);
  });

  test("does not answer while it converts", async () => {
    const { lines, measure } = createBench(model, fastMs);

    await measure();

    expect(lines).toEqual(["jshI2CRead: slave doesn't ACK the transfer"]);
  });

  test("does not answer when it is absent, or wired to other pins", async () => {
    const absent = createBench(model);
    absent.sensor.fault = "absent";
    const elsewhere = createBench(model, 20, "{ scl: D21, sda: D22 }");

    await absent.measure();
    await elsewhere.measure();

    const silence = [
      "jshI2CWrite: slave doesn't ACK the transfer",
      "jshI2CRead: slave doesn't ACK the transfer",
    ];
    expect([absent.lines, elsewhere.lines]).toEqual([silence, silence]);
  });

  test("with a bad line damages its answer", async () => {
    const { sensor, lines, measure } = createBench(model);
    sensor.fault = "bad-crc";

    await measure();

    const bytes = lines[0]!.split(" ").map(Number);
    expect(bytes[2]).not.toBe(crc8(bytes.slice(0, 2)));
  });

  test("that is stuck repeats its last answer to the bit", async () => {
    const { sensor, lines, measure } = createBench(model);
    await measure();

    sensor.fault = "stuck";
    sensor.temperatureC = 55;
    await measure();

    expect(lines[1]).toBe(lines[0]);
  });

  test("that holds the bus down blocks the board for a second", async () => {
    const { sensor, lines, measure } = createBench(model);
    sensor.fault = "bus-held";

    await measure();

    const [refusal, blocked] = lines;
    expect(refusal).toBe("jshI2CWrite:, Operation timeout because the bus is busy");
    expect(blocked).toMatch(/^blocked (1|0\.99)/);
  });
});

test("a command that it does not know is not acknowledged", async () => {
  const { device, clock, lines } = createTestBoard(`I2C1.setup();
    try { I2C1.writeTo(0x44, 0x24); } catch (e) { print(e.message); }`);
  const wiring = { sdaPin: 21, sclPin: 22 };
  device.wiring.attachI2c(new ClimateSensor({ clock, model: "sht3x", ...wiring }));

  device.powerOn();
  await clock.advance(1000);

  expect(lines).toEqual(["jshI2CWrite: slave doesn't ACK the transfer"]);
});
