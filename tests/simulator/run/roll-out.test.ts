/** How an operator sends a release: a few sensors first, the others only when those run it. */
import { expect, test } from "vitest";
import type { BrokerUnderTest, CommandOutcome } from "../../../simulator/run/broker-under-test";
import { RollOut } from "../../../simulator/run/roll-out";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";

const IDS = ["a", "b", "c", "d"];
const MINUTE_MS = 60_000;

type Entry = (broker: BrokerUnderTest) => Promise<void>;

function office() {
  const clock = createVirtualClock({ wallMs: 0 });
  const outcomes = new Map<string, CommandOutcome>();
  const told: string[] = [];
  const ordered: string[] = [];
  const waiting: Entry[] = [];
  const state = { isUp: true };
  const broker = {
    office: {
      sendRelease: async (id: string) => {
        told.push(id);
        return told.length;
      },
      outcome: async (id: string) => outcomes.get(id) ?? "sent",
    },
  } as unknown as BrokerUnderTest;
  const whenUp = (entry: Entry) => {
    if (state.isUp) void entry(broker);
    else waiting.push(entry);
  };
  const rollOut = new RollOut({
    release: { kind: "good", round: 1 },
    cabinetIds: IDS,
    later: (delayMs, run) => clock.after("later", delayMs, run),
    whenUp,
    onOrdered: (id, n) => ordered.push(`${id} ${n}`),
  });
  const isBack = () => {
    state.isUp = true;
    for (const entry of waiting.splice(0)) whenUp(entry);
  };
  return { clock, outcomes, told, ordered, state, rollOut, isBack };
}

test("the first two are told, and nobody else while they have not confirmed", async () => {
  const { clock, outcomes, told, rollOut } = office();
  rollOut.begin();
  outcomes.set("a", "done");

  await clock.advance(60 * MINUTE_MS);

  expect([told, rollOut.state]).toEqual([["a", "b"], "trying"]);
});

test("when both run it the others are told, once", async () => {
  const { clock, outcomes, told, ordered, rollOut } = office();
  rollOut.begin();
  await clock.advance(10 * MINUTE_MS);
  outcomes.set("a", "done").set("b", "done");

  await clock.advance(60 * MINUTE_MS);

  expect([told, rollOut.state]).toEqual([IDS, "sent-to-all"]);
  expect(ordered).toEqual(["a 1", "b 2", "c 3", "d 4"]);
});

test.each<CommandOutcome>(["refused", "expired"])("one that has %s it stops it", async (bad) => {
  const { clock, outcomes, told, rollOut } = office();
  rollOut.begin();
  outcomes.set("a", "done").set("b", bad);
  await clock.advance(2 * MINUTE_MS);
  outcomes.set("b", "done");

  await clock.advance(60 * MINUTE_MS);

  expect([told, rollOut.state]).toEqual([["a", "b"], "stopped"]);
});

test("a broker that is down delays it, and nothing more", async () => {
  const { clock, outcomes, told, state, rollOut, isBack } = office();
  state.isUp = false;
  rollOut.begin();
  await clock.advance(30 * MINUTE_MS);
  expect(told).toEqual([]);

  outcomes.set("a", "done").set("b", "done");
  isBack();
  await clock.advance(5 * MINUTE_MS);

  expect(told).toEqual(IDS);
});
