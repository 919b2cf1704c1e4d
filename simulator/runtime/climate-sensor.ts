/**
 * A Sensirion SHT3x or SHT4x on the I2C bus: commands, conversion time, scaling and CRC-8 as in
 * their data sheets (SHT3x-DIS section 4, SHT4x section 4). Temperature and humidity are set from
 * outside, or asked for at each measurement. Only single measurements are there, and soft reset,
 * status and serial number.
 */
import type { SimulatorClock } from "./clock";
import type { I2cChip, I2cFault } from "./i2c-chip";

export type ClimateSensorModel = "sht3x" | "sht4x";

/**
 * What is wrong with it: nothing answers; an answer is damaged on the way; it repeats what it
 * measured last, for ever; it holds the bus down.
 */
export type ClimateSensorFault = "absent" | "bad-crc" | "stuck" | "bus-held";

/** What the air around it is like. */
export interface Air {
  readonly temperatureC: number;
  /** Relative humidity. */
  readonly humidityPercent: number;
}

export interface ClimateSensorOptions {
  readonly clock: SimulatorClock;
  readonly model: ClimateSensorModel;
  /** The pins it is wired to, and its address on the bus. */
  readonly sdaPin: number;
  readonly sclPin: number;
  readonly address?: number;
}

const ADDRESS = 0x44;
const FULL_SCALE = 65535;
const CRC_POLYNOMIAL = 0x31;
const CRC_START = 0xff;
const SERIAL_NUMBER = [0x0e, 0xd0, 0x00, 0x42];

interface Model {
  readonly commandBytes: number;
  /** Longest conversion time in milliseconds by command. */
  readonly measure: Readonly<Record<number, number>>;
  readonly softReset: number;
  /** Command whose answer is these bytes. */
  readonly constants: Readonly<Record<number, readonly number[]>>;
  readonly humidityScale: { readonly offset: number; readonly span: number };
}

const MODELS: Readonly<Record<ClimateSensorModel, Model>> = {
  sht3x: {
    commandBytes: 2,
    measure: { 9216: 15.5, 9227: 6.5, 9238: 4.5 },
    softReset: 0x30a2,
    constants: { 62253: [0x00, 0x00] },
    humidityScale: { offset: 0, span: 100 },
  },
  sht4x: {
    commandBytes: 1,
    measure: { 253: 8.3, 246: 4.5, 224: 1.6 },
    softReset: 0x94,
    constants: { 137: SERIAL_NUMBER },
    humidityScale: { offset: -6, span: 125 },
  },
};

/** The CRC-8 of Sensirion: of 0xBEEF it is 0x92. */
export function crc8(bytes: readonly number[]): number {
  let crc = CRC_START;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x80 ? ((crc << 1) ^ CRC_POLYNOMIAL) & 0xff : crc << 1;
    }
  }
  return crc;
}

/** Words of two bytes, each followed by its checksum. */
function withChecksums(bytes: readonly number[]): number[] {
  const answer: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const word = bytes.slice(at, at + 2);
    answer.push(...word, crc8(word));
  }
  return answer;
}

function wordOf(value: number, offset: number, span: number): [number, number] {
  const raw = Math.round(((value - offset) / span) * FULL_SCALE);
  const word = Math.max(0, Math.min(FULL_SCALE, raw));
  return [word >> 8, word & 0xff];
}

export class ClimateSensor implements I2cChip {
  readonly sdaPin: number;
  readonly sclPin: number;
  readonly address: number;
  temperatureC = 21;
  humidityPercent = 45;
  /** Tells the air at each measurement; without it the two values above hold. */
  air: (() => Air) | undefined;
  fault: ClimateSensorFault | undefined;
  private readonly model: Model;
  private answer: readonly number[] | undefined;
  private lastMeasured: readonly number[] | undefined;
  private readyMs = 0;

  constructor(private readonly options: ClimateSensorOptions) {
    this.sdaPin = options.sdaPin;
    this.sclPin = options.sclPin;
    this.address = options.address ?? ADDRESS;
    this.model = MODELS[options.model];
  }

  written(bytes: Uint8Array): I2cFault | undefined {
    const refusal = this.refusal();
    if (refusal) return refusal;
    const command = bytes.reduce((sum, byte) => (sum << 8) | byte, 0);
    const { measure, constants, softReset, commandBytes } = this.model;
    const conversionMs = measure[command];
    const constant = constants[command];
    if (bytes.length !== commandBytes) return "not-acknowledged";
    if (conversionMs === undefined && !constant && command !== softReset) return "not-acknowledged";
    this.answer = conversionMs === undefined ? constant && withChecksums(constant) : this.measure();
    this.readyMs = this.options.clock.monotonicMs() + (conversionMs ?? 0);
    return undefined;
  }

  /** Not acknowledged while it converts, nor when nothing was asked; an answer is given once. */
  read(length: number): Uint8Array | I2cFault {
    const refusal = this.refusal();
    if (refusal) return refusal;
    const { answer } = this;
    if (!answer || this.options.clock.monotonicMs() < this.readyMs) return "not-acknowledged";
    this.answer = undefined;
    const bytes = Uint8Array.from({ length }, (_, index) => answer[index] ?? 0xff);
    if (this.fault === "bad-crc") bytes[0] = (bytes[0] ?? 0) ^ 0x10;
    return bytes;
  }

  private refusal(): I2cFault | undefined {
    if (this.fault === "bus-held") return "bus-busy";
    return this.fault === "absent" ? "not-acknowledged" : undefined;
  }

  private measure(): readonly number[] {
    if (this.fault === "stuck" && this.lastMeasured) return this.lastMeasured;
    const { offset, span } = this.model.humidityScale;
    const { temperatureC, humidityPercent }: Air = this.air?.() ?? this;
    const temperature = wordOf(temperatureC, -45, 175);
    this.lastMeasured = withChecksums([...temperature, ...wordOf(humidityPercent, offset, span)]);
    return this.lastMeasured;
  }
}
