/**
 * The cabinet sensor: an ESP32 with Espruino. This folder is the only one that names the
 * interpreter's globals and pins. Not verified on hardware: that the indicator pin keeps its
 * digital function after an analog reading.
 */
import type { Board, CabinetPins } from "../hal/board";
import type { Crypto } from "../hal/crypto";
import type { Flash } from "../hal/flash";
import type { I2c } from "../hal/i2c";
import type { AnalogInput, EdgeListener, LightSensor, Output } from "../hal/pins";
import type { SerialPort } from "../hal/serial-port";
import type { Storage } from "../hal/storage";
import type { System } from "../hal/system";
import { boardModule } from "./board-module";
import { createClock, uptimeMsOf } from "./espruino-clock";
import { createLink, createWifi } from "./espruino-network";
import { fail, guarded, setFailureListener } from "./guard";
import type { PIN_NAMES } from "./pins";

/** The raw partition of the ESP32 build (its partition table): 64 kB in pages of 4 kB. */
const FLASH_ADDRESS = 0x310000;
const FLASH_BYTES = 0x10000;
const PAGE_BYTES = 0x1000;
/** Standard mode: long wires in the cabinet. */
const I2C_BITRATE = 100000;

type WiringPlan = {
  readonly [Place in keyof typeof PIN_NAMES]: EspruinoPin<(typeof PIN_NAMES)[Place]>;
};

const PINS: WiringPlan = {
  doorReed: D27,
  aedPresent: D26,
  padsContact: D25,
  indicator: D34,
  statusLed: D23,
  microphone: D33,
  supply: D35,
  // A pin that is not pulled up at boot: the buzzer must not sound before the program runs.
  buzzer: D32,
  climateSda: D21,
  climateScl: D22,
  serialRx: D16,
  serialTx: D17,
};

/** A pin used as its place in the cabinet wants. */
class BoardPin implements LightSensor, Output, AnalogInput {
  constructor(private readonly pin: AnyPin) {}

  isHigh(): boolean {
    return !!digitalRead(this.pin);
  }

  onEdge(listener: EdgeListener): void {
    const onEvent = guarded(function (event: WatchEvent) {
      listener(!!event.state, uptimeMsOf(event.time));
    });
    setWatch(onEvent, this.pin, { repeat: true, edge: "both" });
  }

  brightness(): number {
    return analogRead(this.pin);
  }

  level(): number {
    return analogRead(this.pin);
  }

  drive(isHigh: boolean): void {
    digitalWrite(this.pin, isHigh ? 1 : 0);
  }
}

/** A switch to ground. Without a mode of its own, reading the pin would take its pull-up away. */
function switchPin(pin: AnyPin): BoardPin {
  pinMode(pin, "input_pullup");
  return new BoardPin(pin);
}

function createPins(): CabinetPins {
  return {
    doorReed: switchPin(PINS.doorReed),
    aedPresent: switchPin(PINS.aedPresent),
    padsContact: switchPin(PINS.padsContact),
    indicator: new BoardPin(PINS.indicator),
    statusLed: new BoardPin(PINS.statusLed),
    microphone: new BoardPin(PINS.microphone),
    supply: new BoardPin(PINS.supply),
    buzzer: new BoardPin(PINS.buzzer),
  };
}

/** Set up at the first use, so that a cabinet without a sensor on the bus never touches it. */
function createI2c(): I2c {
  let bus: I2cBus | undefined;
  function open(): I2cBus {
    if (bus) return bus;
    if (typeof I2C1 === "undefined") throw new Error("This interpreter has no I2C");
    bus = I2C1;
    bus.setup({ scl: PINS.climateScl, sda: PINS.climateSda, bitrate: I2C_BITRATE });
    return bus;
  }
  return {
    write: function (address, bytes) {
      open().writeTo(address, E.toUint8Array(bytes));
    },
    read: function (address, length) {
      return E.toString(open().readFrom(address, length));
    },
  };
}

function createSerialPort(): SerialPort {
  return {
    open: function (baud, listener) {
      if (typeof Serial2 === "undefined") return;
      Serial2.setup(baud, { rx: PINS.serialRx, tx: PINS.serialTx });
      Serial2.on("data", guarded(listener));
    },
  };
}

function createStorage(): Storage {
  const storage = boardModule("Storage");
  return {
    read: function (name) {
      return storage.read(name);
    },
    readPart: function (name, offset, length) {
      return storage.read(name, offset, length) || "";
    },
    write: function (name, bytes, offset, size) {
      try {
        storage.write(name, bytes, offset, size);
        return true;
      } catch (_problem) {
        return false;
      }
    },
    freeBytes: function () {
      return storage.getFree();
    },
  };
}

/** The interpreter has no guard on addresses: a wrong one would damage the interpreter itself. */
function flashAddress(offset: number, length: number): number {
  if (offset < 0 || offset + length > FLASH_BYTES) {
    throw new Error("Flash offset " + offset + " is outside the raw partition");
  }
  return FLASH_ADDRESS + offset;
}

function createFlash(): Flash {
  const flash = boardModule("Flash");
  return {
    pageBytes: PAGE_BYTES,
    read: function (offset, length) {
      return E.toString(flash.read(length, flashAddress(offset, length)));
    },
    write: function (offset, bytes) {
      flash.write(E.toUint8Array(bytes), flashAddress(offset, bytes.length));
    },
    erasePage: function (offset) {
      flash.erasePage(flashAddress(offset, PAGE_BYTES));
    },
  };
}

function createCrypto(): Crypto {
  const crypto = boardModule("crypto");
  return {
    sha256: function (bytes) {
      return E.toString(crypto.SHA256(bytes));
    },
    crc32: function (bytes) {
      return E.CRC32(bytes);
    },
    toBase64: function (bytes) {
      return btoa(bytes);
    },
    fromBase64: function (text) {
      return atob(text);
    },
  };
}

/** "ESP32", or "ESP32_" with the variant. Anything else is a test build or a simulator. */
function isRealBoard(name: string): boolean {
  return name === "ESP32" || name.substring(0, 6) === "ESP32_";
}

/** Out of memory is not an exception: it interrupts, and removes the timer it happened in. */
function onErrorFlags(flags: readonly string[]): void {
  if (flags.indexOf("MEMORY") >= 0 || flags.indexOf("LOW_MEMORY") >= 0) {
    fail("memory-low", flags.join(" "));
  }
}

function createSystem(): System {
  return {
    isRealBoard: isRealBoard(process.env.BOARD),
    enableWatchdog: function (timeoutS) {
      E.enableWatchdog(timeoutS, false);
    },
    kickWatchdog: function () {
      E.kickWatchdog();
    },
    reboot: function () {
      E.reboot();
    },
    deepSleep: function (sleepMs) {
      if (typeof ESP32 === "undefined") E.reboot();
      else ESP32.deepSleep(sleepMs * 1000);
    },
    onFailure: function (listener) {
      setFailureListener(listener);
      process.on("uncaughtException", function (problem) {
        // The interpreter interrupts whatever runs, and says so here; nothing can catch it.
        const isTooDeep = !!("" + problem).match(/recursion/);
        fail(isTooDeep ? "stack-overflow" : "software-error", problem);
      });
      E.on("errorFlag", onErrorFlags);
    },
  };
}

/** The board this program runs on. Made once. */
export function createBoard(): Board {
  return {
    clock: createClock(),
    crypto: createCrypto(),
    flash: createFlash(),
    i2c: createI2c(),
    link: createLink(),
    log: function (line) {
      console.log(line);
    },
    memory: {
      freeVars: function () {
        return process.memory().free;
      },
    },
    pins: createPins(),
    random: {
      seed: function (seed) {
        E.srand(seed);
      },
      fraction: function () {
        return Math.random();
      },
    },
    serialPort: createSerialPort(),
    storage: createStorage(),
    system: createSystem(),
    wifi: createWifi(),
  };
}
