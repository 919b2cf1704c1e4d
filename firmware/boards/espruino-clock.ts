/** Timers by name over the interpreter's own, with its traps kept in: see espruino.d.ts. */
import type { Clock } from "../hal/clock";
import { guarded } from "./guard";

const startedS = getTime();

/** Milliseconds since boot of a moment that the interpreter tells in seconds. */
export function uptimeMsOf(timeS: number): number {
  return (timeS - startedS) * 1000;
}

export function createClock(): Clock {
  const timers: { [name: string]: number | undefined } = {};

  function cancel(name: string): void {
    const timer = timers[name];
    if (timer === undefined) return;
    timers[name] = undefined;
    clearTimeout(timer);
  }

  return {
    uptimeMs: function () {
      return uptimeMsOf(getTime());
    },
    after: function (name, delayMs, run) {
      cancel(name);
      timers[name] = setTimeout(
        guarded(function () {
          timers[name] = undefined;
          run();
        }) as () => void,
        delayMs,
      );
    },
    every: function (name, periodMs, run) {
      cancel(name);
      timers[name] = setInterval(guarded(run) as () => void, periodMs);
    },
    cancel: cancel,
  };
}
