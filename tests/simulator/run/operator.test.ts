/** The people at the broker: they start it again, and enter again what it did not take. */
import { expect, test } from "vitest";
import type { BrokerUnderTest } from "../../../simulator/run/broker-under-test";
import { AGAIN_MS, Operator } from "../../../simulator/run/operator";
import type { RunEvent } from "../../../simulator/run/run-event";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";

function office() {
  const clock = createVirtualClock({ wallMs: 0, turnsPerInstant: 4 });
  const told: string[] = [];
  const events: RunEvent[] = [];
  const state = { hasRoom: true };
  const take = async (what: string): Promise<void> => {
    told.push(state.hasRoom ? what : `no ${what}`);
    if (!state.hasRoom) throw new Error("the disk is full");
  };
  const broker = {
    start: () => take("start"),
    kill: async () => {
      told.push("kill");
    },
    office: { register: async () => {}, recordAct: (_id: string, kind: string) => take(kind) },
  } as unknown as BrokerUnderTest;
  const operator = new Operator({
    clock,
    cabinets: [],
    emit: (event) => events.push(event),
    show: () => {},
  });
  operator.serve({ broker, judge: { ordered: () => {} }, host: { touch: () => {} } });
  return { clock, told, events, state, operator };
}

test("a broker that died is started again, and again until it can", async () => {
  const { clock, told, state, events, operator } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.died();
  await clock.advance(2 * AGAIN_MS);
  state.hasRoom = true;

  await clock.advance(2 * AGAIN_MS);

  expect(told).toEqual(["start", "no start", "no start", "start"]);
  expect(events.map((event) => event.kind === "broker" && event.isUp)).toEqual([true, false, true]);
});

test("one that somebody has ended stays down", async () => {
  const { clock, told, operator } = office();
  await operator.openOffice();
  operator.died();
  operator.ended();

  await clock.advance(10 * AGAIN_MS);

  expect(told).toEqual(["start"]);
});

test("started twice at once it starts once; ended meanwhile it does not stay up", async () => {
  const { told, events, operator } = office();

  await Promise.all([operator.start(), operator.start()]);
  operator.ended();
  const starting = operator.start();
  operator.ended();
  await starting;

  expect(told).toEqual(["start", "start", "kill"]);
  expect(events.map((event) => event.kind === "broker" && event.isUp)).toEqual([true, false]);
});

test("what a broker does not take is entered again, once it was taken no more", async () => {
  const { clock, told, state, operator } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.enter("a", "aed-confirmed");
  await clock.advance(AGAIN_MS);
  state.hasRoom = true;

  await clock.advance(10 * AGAIN_MS);

  expect(told).toEqual(["start", "no aed-confirmed", "no aed-confirmed", "aed-confirmed"]);
});
