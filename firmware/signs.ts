/**
 * What people at the cabinet see and hear of its sensor: one light and one buzzer. Everything runs
 * by timers and without any network.
 */
import { IDENTIFY_S_MAX } from "../protocol/limits";
import type { Clock } from "./hal/clock";
import type { Output } from "./hal/pins";

/** Without the broker the light gives a short blink this often: the sensor works. */
export const OFFLINE_BLINK_PERIOD_MS = 3000;
export const OFFLINE_BLINK_MS = 100;
/** The light changes this often while it shows where the cabinet is. */
export const IDENTIFY_BLINK_MS = 125;
/** A beep of the chime, and the pause after it. */
export const BEEP_MS = 100;
export const PAUSE_MS = 150;
const IDENTIFY_BEEP_PERIOD_MS = 1000;
const DOOR_BEEPS = 2;
const REMOVED_BEEPS = 3;

export interface SignsOptions {
  readonly clock: Clock;
  readonly led: Output;
  /** Sounds by itself while its pin is high. */
  readonly buzzer: Output;
  readonly hasBuzzer: boolean;
}

export interface Signs {
  /** Steady light while there is a broker, a short blink now and then while there is none. */
  online(isOnline: boolean): void;
  /** Two beeps. */
  doorOpened(): void;
  /** Three beeps. */
  aedRemoved(): void;
  /** Blinks quickly and beeps each second, for `forS` seconds; 0 stops it. */
  identify(forS: number): void;
}

interface Chime {
  /** A new one takes the place of one that still sounds. */
  sound(beeps: number): void;
  isSounding(): boolean;
}

function createChime(clock: Clock, buzzer: Output): Chime {
  let beepsLeft = 0;
  function beep(): void {
    buzzer.drive(true);
    clock.after("buzzer", BEEP_MS, pause);
  }
  function pause(): void {
    buzzer.drive(false);
    beepsLeft--;
    if (beepsLeft > 0) clock.after("buzzer", PAUSE_MS, beep);
  }
  return {
    sound: function (beeps) {
      beepsLeft = beeps;
      beep();
    },
    isSounding: () => beepsLeft > 0,
  };
}

export function createSigns(options: SignsOptions): Signs {
  const clock = options.clock;
  const led = options.led;
  const chime = options.hasBuzzer ? createChime(clock, options.buzzer) : undefined;
  let isOnline = false;
  let isLit = false;
  /** When showing where the cabinet is ends, in milliseconds since boot; 0 = it is not shown. */
  let identifyEndMs = 0;

  function showLink(): void {
    clock.cancel("led off");
    if (isOnline) clock.cancel("led");
    else clock.every("led", OFFLINE_BLINK_PERIOD_MS, blink);
    led.drive(isOnline);
  }

  function blink(): void {
    led.drive(true);
    clock.after("led off", OFFLINE_BLINK_MS, () => led.drive(false));
  }

  function blinkQuickly(): void {
    isLit = !isLit;
    led.drive(isLit);
    if (clock.uptimeMs() >= identifyEndMs) identify(0);
  }

  function call(): void {
    if (chime && !chime.isSounding()) chime.sound(1);
  }

  function identify(forS: number): void {
    clock.cancel("led off");
    clock.cancel("identify");
    identifyEndMs = 0;
    if (!(forS > 0)) {
      showLink();
      return;
    }
    identifyEndMs = clock.uptimeMs() + Math.min(forS, IDENTIFY_S_MAX) * 1000;
    clock.every("led", IDENTIFY_BLINK_MS, blinkQuickly);
    clock.every("identify", IDENTIFY_BEEP_PERIOD_MS, call);
    call();
  }
  return {
    online: function (online) {
      isOnline = online;
      if (identifyEndMs === 0) showLink();
    },
    doorOpened: () => chime && chime.sound(DOOR_BEEPS),
    aedRemoved: () => chime && chime.sound(REMOVED_BEEPS),
    identify: identify,
  };
}
