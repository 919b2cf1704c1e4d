/** The global ESP32: restart, and deep sleep, from which the board boots as after power on. */

/** Why the board runs: power or reset, or the end of a deep sleep (ESP_SLEEP_WAKEUP_TIMER). */
export type WakeupCause = 0 | 4;

export interface Esp32Options {
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  readonly wakeupCause: WakeupCause;
  /** Restarts the device; does not return to the firmware. */
  readonly reboot: () => never;
  /** Sends the device to sleep for ever (undefined) or this long; does not return. */
  readonly sleep: (ms: number | undefined) => never;
}

export function createEsp32(options: Esp32Options) {
  return {
    reboot(): never {
      options.requirePower();
      return options.reboot();
    },
    /**
     * Microseconds as the board takes them, a signed integer of 32 bits. What does not fit becomes
     * negative, which is a time the board would not see the end of.
     */
    deepSleep(us: unknown): never {
      options.requirePower();
      const wrapped = Number(us) | 0;
      return options.sleep(wrapped < 0 ? undefined : wrapped / 1000);
    },
    getWakeupCause: (): WakeupCause => options.wakeupCause,
  };
}
