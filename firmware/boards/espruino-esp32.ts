/**
 * The cabinet sensor: an ESP32 with Espruino. This folder is the only one that names the
 * interpreter's globals and pins. Not verified on hardware: that the indicator pin keeps its
 * digital function after an analog reading.
 */
import type { Board, CabinetPins } from "../hal/board";
import type { Crypto } from "../hal/crypto";
import type { Flash } from "../hal/flash";
import type { EdgeListener, LightSensor, Output } from "../hal/pins";
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

type WiringPlan = {
  readonly [Place in keyof typeof PIN_NAMES]: EspruinoPin<(typeof PIN_NAMES)[Place]>;
};

const PINS: WiringPlan = {
  doorReed: D27,
  aedPresent: D26,
  padsContact: D25,
  indicator: D34,
  statusLed: D23,
};

/** A pin used as its place in the cabinet wants. */
class BoardPin implements LightSensor, Output {
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

  set(isHigh: boolean): void {
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
    onFailure: function (listener) {
      setFailureListener(listener);
      process.on("uncaughtException", function (problem) {
        fail("software-error", problem);
      });
      E.on("errorFlag", onErrorFlags);
    },
  };
}

/** The board this program runs on. Made once. */
export function createBoard(): Board {
  const storage = boardModule("Storage");
  return {
    clock: createClock(),
    crypto: createCrypto(),
    flash: createFlash(),
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
    storage: {
      read: function (name) {
        return storage.read(name);
      },
    },
    system: createSystem(),
    wifi: createWifi(),
  };
}
