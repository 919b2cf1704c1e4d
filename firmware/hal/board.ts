/** Everything a board offers, by what it is for. Implemented once for each board in boards/. */
import type { Clock } from "./clock";
import type { Crypto } from "./crypto";
import type { Flash } from "./flash";
import type { Link } from "./link";
import type { Log } from "./log";
import type { Memory } from "./memory";
import type { DigitalInput, LightSensor, Output } from "./pins";
import type { Random } from "./random";
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
}

export interface Board {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly flash: Flash;
  readonly link: Link;
  readonly log: Log;
  readonly memory: Memory;
  readonly pins: CabinetPins;
  readonly random: Random;
  readonly storage: Storage;
  readonly system: System;
  readonly wifi: Wifi;
}
