/**
 * What the interpreter's memory would hold, roughly: the program itself is said, not measured;
 * what it keeps alive is counted, at what each cost on the real interpreter. Its own objects and
 * texts are not seen at all, so that a leak of those does not show.
 */

/** What a boot keeps alive at the moment. */
export interface LiveThings {
  readonly timerCount: number;
  readonly watchCount: number;
  readonly eventCount: number;
  readonly socketCount: number;
  /** Bytes that wait in sockets. */
  readonly socketBytes: number;
}

/** Variables of 14 bytes that one of each takes. */
const TIMER_VARIABLES = 5;
const WATCH_VARIABLES = 14;
const EVENT_VARIABLES = 7;
const SOCKET_VARIABLES = 16;
/** A long text: 20 kB took 2007. */
const TEXT_BYTES_PER_VARIABLE = 10;

/** Variables that these take. */
export function variablesOf(live: LiveThings): number {
  return (
    live.timerCount * TIMER_VARIABLES +
    live.watchCount * WATCH_VARIABLES +
    live.eventCount * EVENT_VARIABLES +
    live.socketCount * SOCKET_VARIABLES +
    Math.ceil(live.socketBytes / TEXT_BYTES_PER_VARIABLE)
  );
}
