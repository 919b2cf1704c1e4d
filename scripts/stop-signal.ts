/** Waiting for the moment to stop: Ctrl-C, a polite kill, or a time limit. */

/** Resolves at the first SIGINT or SIGTERM, or after `limitS` seconds when given (0 = no limit). */
export function untilStopped(limitS = 0): Promise<void> {
  return new Promise((resolve) => {
    // A pending promise alone does not keep the process alive.
    const keepAlive = setInterval(() => {}, 60_000);
    const limit = limitS > 0 ? setTimeout(stop, limitS * 1000) : undefined;

    function stop(): void {
      clearInterval(keepAlive);
      clearTimeout(limit);
      resolve();
    }

    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}
