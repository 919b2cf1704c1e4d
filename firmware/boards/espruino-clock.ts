/** Timers by name over the interpreter's own, with its traps kept in: see espruino.d.ts. */
import type { Clock } from "../hal/clock";
import { guarded } from "./guard";

export function createClock(): Clock {
  const startedS = getTime();
  const timers: { [name: string]: number | undefined } = {};

  function cancel(name: string): void {
    const timer = timers[name];
    if (timer === undefined) return;
    timers[name] = undefined;
    clearTimeout(timer);
  }

  return {
    uptimeMs: function () {
      return (getTime() - startedS) * 1000;
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
