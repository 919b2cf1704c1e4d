/** How long to wait before the next attempt: exponential with full jitter, so that a thousand
 * sensors that lost the same broker do not come back in the same second. */

/** The waiting time is random below a limit that doubles from the first to the last of these. */
export const BACKOFF_FIRST_MS = 1000;
export const BACKOFF_LAST_MS = 300000;

/**
 * Milliseconds to wait after `failures` failed attempts in a row; `fraction` is random, 0 up to
 * but not including 1.
 */
export function backoffMs(failures: number, fraction: number): number {
  let limitMs = BACKOFF_FIRST_MS;
  for (let i = 0; i < failures && limitMs < BACKOFF_LAST_MS; i++) limitMs *= 2;
  if (limitMs > BACKOFF_LAST_MS) limitMs = BACKOFF_LAST_MS;
  return Math.floor(limitMs * fraction);
}
