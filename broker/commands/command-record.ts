/**
 * A command as the store keeps it, from being queued to its end: one sealed text, so that a byte
 * changed on disk is found and never sent. Decides nothing.
 */
import type { CommandName } from "../../protocol/commands";
import { splitFrame } from "../../protocol/frame";
import type { KnownReason } from "../../protocol/host/known-codes";
import { readManifest } from "../../protocol/host/schemas";
import type { Command } from "../../protocol/messages";
import type { UpdateManifest } from "../../protocol/update";
import type { Sealer } from "../store/seal";
import type { CommandState, StoredCommand } from "../store/store";

/** What a command carries besides its name. */
export type CommandArguments = Pick<Command, "forS" | "settings" | "manifest">;

export interface CommandRecord {
  readonly id: string;
  /** Rises with every command of a cabinet. */
  readonly n: number;
  /** When it was queued, milliseconds since 1970. */
  readonly atMs: number;
  /** The second since 1970 after which the sensor refuses it. */
  readonly untilS: number;
  readonly do: CommandName;
  readonly arguments: CommandArguments;
  readonly state: CommandState;
  /** Why it was refused. */
  readonly reason: KnownReason | null;
  /** What the sensor added to its answer. */
  readonly detail: string | null;
  /** When it was first sent, and when it ended, milliseconds since 1970. */
  readonly sentAtMs: number | null;
  readonly endedAtMs: number | null;
}

export function sealCommand(record: CommandRecord, sealer: Sealer): StoredCommand {
  const { id, n, state } = record;
  return { ...sealer.seal("command", id, record), n, state };
}

/** The command in a stored row; undefined when the row is not what was written. */
export function openCommand(stored: StoredCommand, sealer: Sealer): CommandRecord | undefined {
  const record = sealer.open("command", stored) as CommandRecord | undefined;
  return record?.n === stored.n && record.state === stored.state ? record : undefined;
}

/** Settings that nobody needs to read again once the command has ended. */
const SECRET_SETTING = "wifiPassword";

/** The record without the secrets it carried, for a command that has ended. */
export function withoutSecrets(record: CommandRecord): CommandRecord {
  const { settings } = record.arguments;
  if (settings?.[SECRET_SETTING] === undefined) return record;
  const kept = { ...settings, [SECRET_SETTING]: "" };
  return { ...record, arguments: { ...record.arguments, settings: kept } };
}

export function isOpen({ state }: CommandRecord): boolean {
  return state === "queued" || state === "sent";
}

/** What goes to the sensor, not signed yet. */
export function messageOf(record: CommandRecord): Command {
  const { id, n, untilS } = record;
  return { v: 1, id, n, until: untilS, do: record.do, ...record.arguments };
}

/** What a manifest says; undefined when it is none. Its signature is the sensor's to check. */
export function manifestIn(text: string | undefined): UpdateManifest | undefined {
  const frame = text === undefined ? undefined : splitFrame(text);
  const checked = frame && readManifest(frame.body);
  return checked && "value" in checked ? checked.value : undefined;
}
