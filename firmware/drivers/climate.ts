/**
 * Temperature and humidity in the cabinet, by a Sensirion SHT3x or SHT4x. Each check asks for a
 * reading and fetches it a moment later, without waiting. Believed is the second good reading in a
 * row; one that is damaged, impossible or frozen proves nothing.
 */
import type { ByteString } from "../../protocol/frame";
import type { Clock } from "../hal/clock";
import type { I2c } from "../hal/i2c";
import type { AedDriver, FindingListener } from "./aed-driver";

/** Both families, ADDR pin low (data sheets SHT3x-DIS table 8, SHT4x section 4). */
export const CLIMATE_ADDRESS = 0x44;
/** `climateSensor` of the settings. */
export const SHT4X = 40;
/** High repeatability takes at most 15.5 ms (SHT3x) or 8.3 ms (SHT4x). */
export const MEASURING_MS = 20;
/** A reading is asked for again only after this time: a busy sensor does not answer. */
export const ASK_AGAIN_MS = 1000;
/** Good readings in a row before they are believed. */
export const GOOD_READINGS_MIN = 2;
/** The same bytes this often in a row: the sensor is stuck; two hours of checks. */
export const SAME_READINGS_MAX = 240;
/** Temperature, checksum, humidity, checksum. */
const READING_BYTES = 6;

export interface ClimateOptions {
  readonly i2c: I2c;
  readonly clock: Clock;
  /** 30 = SHT3x, 40 = SHT4x. */
  readonly sensor: number;
}

interface Climate {
  readonly temperatureC: number;
  readonly humidityPercent: number;
}

/** What the bytes of a reading mean; undefined when they are damaged or cannot be. */
function climateOf(bytes: ByteString, isSht4x: boolean): Climate | undefined {
  /** The 16 bits at `at`; NaN when their CRC-8 (polynomial 0x31, initially 0xFF) is wrong. */
  function wordAt(at: number): number {
    let crc = 0xff;
    for (let i = at; i < at + 2; i++) {
      crc ^= bytes.charCodeAt(i);
      for (let bit = 0; bit < 8; bit++) crc = crc & 128 ? ((crc << 1) ^ 0x31) & 255 : crc << 1;
    }
    const isIntact = crc === bytes.charCodeAt(at + 2);
    return isIntact ? bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1) : NaN;
  }
  if (bytes.length !== READING_BYTES) return undefined;
  const celsius = -45 + (175 * wordAt(0)) / 65535;
  const humidity = wordAt(3);
  const percent = isSht4x ? -6 + (125 * humidity) / 65535 : (100 * humidity) / 65535;
  // Written so that NaN ends here too. An SHT4x may be up to 6 % beyond either end.
  if (!(celsius >= -40 && celsius <= 85 && percent <= 106)) return undefined;
  return {
    temperatureC: Math.round(celsius * 10) / 10,
    humidityPercent: Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10,
  };
}

export function createClimate(options: ClimateOptions): AedDriver {
  const clock = options.clock;
  let report: FindingListener | undefined;
  let askedMs = -ASK_AGAIN_MS;
  let goodReadings = 0;
  let lastBytes = "";
  let sameReadings = 0;

  function tell(climate: Climate | undefined): void {
    if (!report) return;
    report({
      kind: "climate",
      temperatureC: climate && climate.temperatureC,
      humidityPercent: climate && climate.humidityPercent,
      isProven: climate !== undefined,
    });
  }

  function fail(): void {
    goodReadings = 0;
    tell(undefined);
  }

  function fetch(): void {
    let bytes = "";
    try {
      bytes = options.i2c.read(CLIMATE_ADDRESS, READING_BYTES);
    } catch (_problem) {
      // No bytes are no reading.
    }
    const climate = climateOf(bytes, options.sensor === SHT4X);
    sameReadings = bytes === lastBytes ? sameReadings + 1 : 1;
    lastBytes = bytes;
    if (climate && sameReadings < SAME_READINGS_MAX) {
      goodReadings++;
      if (goodReadings >= GOOD_READINGS_MIN) tell(climate);
    } else fail();
  }

  function ask(): void {
    if (clock.uptimeMs() - askedMs < ASK_AGAIN_MS) return;
    askedMs = clock.uptimeMs();
    try {
      options.i2c.write(
        CLIMATE_ADDRESS,
        options.sensor === SHT4X ? String.fromCharCode(0xfd) : String.fromCharCode(0x24, 0),
      );
      clock.after("climate", MEASURING_MS, fetch);
    } catch (_problem) {
      fail();
    }
  }
  return {
    start: function (listener) {
      report = listener;
    },
    check: ask,
    restart: function () {}, // The climate is the cabinet's, whichever AED stands there.
  };
}
