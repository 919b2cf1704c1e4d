/**
 * What lasts from power or a restart to the next, also over `reset()` and `load()`, which only
 * begin the program anew: the clock, the watchdog, the Wi-Fi link, the console and whether it is
 * locked.
 */
import type { SimulatorClock } from "./clock";
import { Console } from "./console";
import { DeviceRandom } from "./device-random";
import { Doors } from "./doors";
import { Watchdog } from "./watchdog";
import { createWifiLink } from "./wifi";

export interface PowerCycleOptions {
  readonly clock: SimulatorClock;
  /** The watchdog was not kicked in time. */
  readonly onWatchdogExpired: () => void;
  /** What the build calls itself at the console. */
  readonly buildName: string;
  /** Sends bytes from the console. */
  readonly send: (bytes: string) => void;
}

export class PowerCycle {
  readonly startedMs: number;
  readonly doors = new Doors();
  readonly random = new DeviceRandom();
  readonly wifiLink = createWifiLink();
  readonly watchdog: Watchdog;
  readonly console: Console;

  constructor(options: PowerCycleOptions) {
    const { clock, onWatchdogExpired, buildName, send } = options;
    this.startedMs = clock.monotonicMs();
    this.watchdog = new Watchdog({ clock, onExpired: onWatchdogExpired });
    this.console = new Console({ doors: this.doors, buildName, send });
  }

  /** The device has lost its power. */
  stop(): void {
    this.watchdog.stop();
  }
}
