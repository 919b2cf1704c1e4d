/** Whoever told a sensor something learns what became of it, in one sentence. */
import { expect, test } from "vitest";
import type { CommandDesk } from "../../broker/commands/command-desk";
import type { CommandRecord } from "../../broker/commands/command-record";
import { followCommands } from "../../scripts/follow-commands";
import { registrationOf } from "../broker/support/test-broker";

const position = { latitude: null, longitude: null };
const cabinet = { ...registrationOf("gym-north"), ...position, confirmedAtMs: null };
const record: CommandRecord = {
  id: "gym-north",
  n: 1,
  atMs: 0,
  untilS: 0,
  do: "reboot",
  arguments: {},
  state: "queued",
  reason: null,
  detail: null,
  sentAtMs: null,
  endedAtMs: null,
};

async function toldOf(change: Partial<CommandRecord>) {
  const lines: string[] = [];
  const desk = { find: async () => ({ ...record, ...change }) } as unknown as CommandDesk;
  const followed = [{ record, cabinet }];
  const isDone = await followCommands({ desk, followed, tell: (line) => lines.push(line) });
  return [isDone, ...lines];
}

test.each<[Partial<CommandRecord>, boolean, RegExp]>([
  [{ state: "done" }, true, /^North gym \(lobby\) \[gym-north\]: .*The sensor did as told\.$/],
  [{ state: "refused", reason: "expired" }, false, /refused, because the time of the command/],
  [{ state: "expired" }, false, /did not answer in time/],
  [{ state: "queued" }, false, /nobody has taken the command reboot/],
])("%o", async (change, isDone, sentence) => {
  const [isAllDone, ...lines] = await toldOf(change);

  expect(isAllDone).toBe(isDone);
  expect(lines).toEqual([expect.stringMatching(sentence)]);
});
