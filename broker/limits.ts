/**
 * Every limit that only the broker enforces, in one place; those of the wire are in
 * protocol/limits.ts, those of readiness in readiness/limits.ts.
 */

/** Largest CONNECT packet, fixed header included, in bytes. */
export const CONNECT_PACKET_BYTES_MAX = 1024;
/** Largest packet of any other type, in bytes. */
export const PACKET_BYTES_MAX = 8192;
/** A packet that has begun must be complete within this time. */
export const PACKET_COMPLETE_WITHIN_MS = 5_000;
/** Packets one connection may send in the window below. */
export const PACKETS_PER_WINDOW_MAX = 1_000;
export const PACKET_WINDOW_MS = 10_000;
/** Messages of one connection that may wait for their commit. */
export const WAITING_PER_LINK_MAX = 64;
/** Messages of all connections together that may wait for their commit. */
export const WAITING_TOTAL_MAX = 50_000;

/** Open connections in all. */
export const CONNECTIONS_MAX = 20_000;
/** Connections that have not logged in yet, in all and per address. */
export const STRANGERS_MAX = 5_000;
export const STRANGERS_PER_ADDRESS_MAX = 2_000;

/** CONNECT must arrive within this time. */
export const CONNECT_WITHIN_MS = 5_000;
/** A login must be decided within this time, waiting for an older one included. */
export const LOGIN_WITHIN_MS = 10_000;
/** Logins of one cabinet that may wait for an older one. */
export const LOGINS_WAITING_MAX = 3;
/** A failed login is answered after this delay, doubled with each further failure. */
export const FAILED_LOGIN_DELAY_MS = 250;
export const FAILED_LOGIN_DELAY_MS_MAX = 8_000;
/** Failures are forgotten after this time without another. */
export const FAILED_LOGIN_MEMORY_MS = 900_000;
/** Names and addresses with failures that are remembered. */
export const FAILED_LOGIN_ENTRIES_MAX = 10_000;

/** Device keys kept ready. */
export const DEVICE_KEYS_CACHED_MAX = 50_000;

/** One refusal line per cabinet and reason in this time; the rest is counted. */
export const REFUSAL_LINE_INTERVAL_MS = 600_000;
/** Cabinets and reasons whose refusals are counted apart. */
export const REFUSAL_ENTRIES_MAX = 2_000;

/** How often clocks are compared, and deadlines and changes by other programs looked at. */
export const LOOK_INTERVAL_MS = 1_000;
export const LOOK_INTERVAL_MS_MAX = 10_000;
/** A wall clock that falls back by more than this makes all earlier evidence doubtful. */
export const CLOCK_STEP_BACK_MS_MAX = 5_000;
/** How long another program may hold the database before a write gives up. */
export const DATABASE_BUSY_MS_MAX = 5_000;
/** The same for the broker, which stands still meanwhile and tries again instead. */
export const BROKER_BUSY_MS_MAX = 50;
/** How long the broker waits before it tries again to commit what another program held up. */
export const COMMIT_RETRY_MS = 100;

/** Commands of one cabinet that may wait for their turn. */
export const COMMANDS_OPEN_MAX = 20;
/** Applications kept ready while sensors fetch them. */
export const APPLICATIONS_CACHED_MAX = 4;
/** Reports of one connection that may come after newer ones; more than any sensor can keep. */
export const LATE_REPORTS_PER_LINK_MAX = 1_000;

/** Longest text of a registration (site, place, maker, model), in characters. */
export const REGISTRATION_TEXT_LENGTH_MAX = 120;
/** Expiry dates further ahead than this are taken for typing errors, in years. */
export const EXPIRY_YEARS_AHEAD_MAX = 10;

/** An unproven check is put into the log when it has lasted this long. */
export const UNPROVEN_SETTLE_MS = 60_000;
/** Readings of an AED that was put back are told when they have lasted this long. */
export const AED_RETURN_SETTLE_MS = 15_000;
/** A server that was off for longer than this says so at its start. */
export const OFF_TOLD_MS_MIN = 120_000;
/** A server without any registered cabinet says so this long after its start. */
export const NO_CABINET_TOLD_AFTER_MS = 1_000;
/** How often the broker leaves a mark that it is alive. */
export const ALIVE_MARK_INTERVAL_MS = 10_000;
/** Log rows read from the store at a time while files are completed. */
export const LOG_ROWS_PER_READ = 1_000;
/** How often a followed log looks for new lines. */
export const LOG_FOLLOW_INTERVAL_MS = 500;
/** Bytes of a log file read at a time. */
export const LOG_READ_BYTES = 65_536;
/** HTTP: longest wait for the head of a request, and largest body. */
export const HTTP_REQUEST_WITHIN_MS = 10_000;
export const HTTP_BODY_BYTES_MAX = 65_536;
