/** Waits for what becomes of commands, and says it in one sentence each. */
import { setTimeout as wait } from "node:timers/promises";
import type { CommandDesk } from "../broker/commands/command-desk";
import type { CommandRecord } from "../broker/commands/command-record";
import {
  commandDone,
  commandExpired,
  commandRefused,
  type LogDraft,
  nameOf,
} from "../broker/log/log-entry";
import type { Registration } from "../broker/registry/registration";

const LOOK_INTERVAL_MS = 250;
/** A broker that runs ends a command this soon after its time. */
const BROKER_GRACE_MS = 5_000;

/** A command, and the cabinet it is for. */
export interface Followed {
  readonly record: CommandRecord;
  readonly cabinet: Registration;
}

function draftOf({ record, cabinet }: Followed): LogDraft | undefined {
  const about = nameOf(cabinet);
  const { do: name, detail, reason, state } = record;
  if (state === "done") return commandDone(about, name, detail);
  if (state === "refused") {
    return commandRefused(about, name, { reason: reason ?? "unknown-reason", detail });
  }
  return state === "expired" ? commandExpired(about, name) : undefined;
}

/** The outcome in one sentence, the cabinet first. */
export function outcomeSentence(followed: Followed): string {
  const { cabinet, record } = followed;
  const who = `${nameOf(cabinet).name.en} [${cabinet.id}]`;
  const draft = draftOf(followed);
  if (draft) return `${who}: ${draft.sentence.en}`;
  return (
    `${who}: nobody has taken the command ${record.do}. ` +
    "Is a broker running on this data folder? Start it and tell the sensor again."
  );
}

export interface FollowOptions {
  readonly desk: CommandDesk;
  readonly followed: readonly Followed[];
  readonly tell: (line: string) => void;
}

/**
 * Follows commands to their ends, telling each step; resolves true when all sensors did as told.
 */
export async function followCommands({ desk, followed, tell }: FollowOptions): Promise<boolean> {
  let open = [...followed];
  let isAllDone = true;
  while (open.length > 0) {
    const still: Followed[] = [];
    for (const before of open) {
      const { id, n, untilS, state } = before.record;
      const record = (await desk.find(id, n)) ?? before.record;
      const now = { ...before, record };
      const isOver = Date.now() > untilS * 1000 + BROKER_GRACE_MS;
      if (draftOf(now) || isOver) {
        isAllDone &&= record.state === "done";
        tell(outcomeSentence(now));
        continue;
      }
      if (record.state !== state) tell(`[${id}] ${record.do} was sent; waiting for the sensor.`);
      still.push(now);
    }
    open = still;
    if (open.length > 0) await wait(LOOK_INTERVAL_MS);
  }
  return isAllDone;
}
