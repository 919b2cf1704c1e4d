/** Everything a board offers, by what it is for. Implemented once for each board in boards/. */
import type { Clock } from "./clock";
import type { Crypto } from "./crypto";
import type { Flash } from "./flash";
import type { I2c } from "./i2c";
import type { Link } from "./link";
import type { Log } from "./log";
import type { Memory } from "./memory";
import type { AnalogInput, DigitalInput, LightSensor, Output } from "./pins";
import type { Random } from "./random";
import type { SerialPort } from "./serial-port";
import type { Storage } from "./storage";
import type { System } from "./system";
import type { Wifi } from "./wifi";

/** The pins by their place in the cabinet. */
export interface CabinetPins {
  readonly doorReed: DigitalInput;
  readonly aedPresent: DigitalInput;
  readonly padsContact: DigitalInput;
  readonly indicator: LightSensor;
  readonly statusLed: Output;
  /** Comparator behind a microphone: high while it hears something loud. */
  readonly microphone: DigitalInput;
  readonly buzzer: Output;
  /** Divided supply voltage. */
  readonly supply: AnalogInput;
}

export interface Board {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly flash: Flash;
  readonly i2c: I2c;
  readonly link: Link;
  readonly log: Log;
  readonly memory: Memory;
  readonly pins: CabinetPins;
  readonly random: Random;
  readonly serialPort: SerialPort;
  readonly storage: Storage;
  readonly system: System;
  readonly wifi: Wifi;
}
