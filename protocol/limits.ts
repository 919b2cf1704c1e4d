/**
 * Every limit of the wire that both ends rely on, in one place. Device-safe: plain constants.
 * Limits that only the broker enforces live with the broker.
 */

/** Largest report on the wire, signed tail included, in bytes. */
export const REPORT_BYTES_MAX = 700;
/** Largest hello on the wire, in bytes. */
export const HELLO_BYTES_MAX = 256;
/** Largest last will on the wire, in bytes. */
export const WILL_BYTES_MAX = 160;
/** Largest time answer on the wire, in bytes. */
export const TIME_BYTES_MAX = 256;
/** Largest command and largest reply on the wire, in bytes. */
export const COMMAND_BYTES_MAX = 1000;
export const REPLY_BYTES_MAX = 700;
/** Largest request for a piece of an application, and largest piece, on the wire in bytes. */
export const UPDATE_GET_BYTES_MAX = 256;
export const UPDATE_CHUNK_BYTES_MAX = 1000;

/** Application bytes in one chunk before base64; a multiple of 4, which flash wants. */
export const CHUNK_BYTES = 512;
/** Largest application a device takes, in bytes. */
export const APP_BYTES_MAX = 57344;
/** Longest time a command may be valid, in seconds. */
export const COMMAND_LIFE_S_MAX = 604800;
/** Longest `detail` of a reply, in characters. */
export const REPLY_DETAIL_LENGTH_MAX = 400;
/** Longest time a device shows where it is on request, in seconds. */
export const IDENTIFY_S_MAX = 600;

/** Counters (boot, seq, n) run from 1 to this; 31 bits, so they stay integers on the device. */
export const COUNTER_MAX = 2147483647;

/** A cabinet id has 3 to 32 characters. */
export const CABINET_ID_LENGTH_MIN = 3;
export const CABINET_ID_LENGTH_MAX = 32;

/** A report promises the next one within `dueS` seconds; any other promise is refused. */
export const DUE_S_MIN = 10;
export const DUE_S_MAX = 86400;
/** Heartbeat interval of a cabinet that was not told otherwise, in seconds. */
export const HEARTBEAT_S_DEFAULT = 900;

/** MQTT keep-alive a device may ask for, in seconds: silence is noticed at 1.5 times this. */
export const KEEP_ALIVE_S_MIN = 30;
export const KEEP_ALIVE_S_MAX = 300;
export const KEEP_ALIVE_S_DEFAULT = 60;

/** How far the signed time of a current report may be from the broker's, in seconds. */
export const REPORT_TIME_TOLERANCE_S = 60;

/** Most fault codes in one report. */
export const REPORT_FAULTS_MAX = 8;
/** Longest code word (fault, state, cause) on the wire, in characters. */
export const CODE_LENGTH_MAX = 32;
/** Nonce of a hello, base64url characters. */
export const NONCE_LENGTH = 16;
/** The broker's clock is synced to the device every this many seconds. */
export const TIME_SYNC_INTERVAL_S = 21600;
/** A time answer older than this many seconds on the device's own clock is ignored. */
export const TIME_ANSWER_TIMEOUT_S = 10;
