/**
 * What a device can be told to do, and why it may refuse. Device-safe: the lists are for hosts, the
 * firmware uses the types. Words are never recycled.
 */

export const COMMAND_NAMES = [
  /** Send a report at once. */
  "report-now",
  /** Show and sound where the cabinet is, for `forS` seconds. */
  "identify",
  /** Check the sensor itself; the result is in the reply's `detail`. */
  "self-test",
  /** Restart. */
  "reboot",
  /** Change settings. */
  "configure",
  /** Fetch, try and keep another application. */
  "update",
  /** Tell the last lines of the device's own log in the reply's `detail`. */
  "log",
  /** Report a test fault once. */
  "drill",
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export const REPLY_REASONS = [
  /** Not newer than the last command: replayed, or out of order. */
  "replayed",
  /** After its time, or too long before it. */
  "expired",
  /** The device does not know the time yet. */
  "clock-unsynced",
  "unknown-command",
  /** A value breaks its rule; `detail` says which. */
  "bad-value",
  /** Flash did not take what had to be kept. */
  "not-stored",
  /** Settings or an application are being tried; ask again when that is over. */
  "on-trial",
  /** The new settings did not reach the broker; the old ones are in force again. */
  "settings-reverted",
  /** Manifest: not signed with this device's update key. */
  "update-forged",
  /** Manifest: not newer than what runs. */
  "update-downgrade",
  "update-too-big",
  /** This device has no update key, or another update is under way. */
  "update-unavailable",
  /** Too little unused Storage is left; needs a technician with a cable. */
  "update-no-room",
  /** What arrived is not what was signed. */
  "update-wrong-hash",
  /** The pieces did not come within their time. */
  "update-timed-out",
  /** The new application was tried, was not confirmed, and the old one runs again. */
  "update-reverted",
] as const;

export type ReplyReason = (typeof REPLY_REASONS)[number];
