/** The people at the broker: they start it again, and enter again what it did not take. */
import { expect, test } from "vitest";
import type { BrokerUnderTest } from "../../../simulator/run/broker-under-test";
import { AGAIN_MS, ENTRY_TRIES_MAX, Operator } from "../../../simulator/run/operator";
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

const problemsOf = (events: readonly RunEvent[]) => {
  return events.flatMap((event) => (event.kind === "step" ? [event.problem] : []));
};

test("what a broker that stays up does not take, people are told in the end", async () => {
  const { clock, events, state, operator } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.enter("a", "aed-confirmed");
  await clock.advance((ENTRY_TRIES_MAX - 1) * AGAIN_MS);
  expect(problemsOf(events)).toEqual([]);

  await clock.advance(10 * AGAIN_MS);

  expect(problemsOf(events)).toEqual([expect.stringContaining("the disk is full")]);
  expect(events.at(-1)).toMatchObject({ step: { verb: "enter aed-confirmed", cabinetIds: ["a"] } });
});

test("a broker that dies of an entry each time has not refused it", async () => {
  const { clock, events, state, operator } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.enter("a", "aed-confirmed");
  for (let death = 0; death < 2 * ENTRY_TRIES_MAX; death += 1) {
    operator.died();
    await clock.advance(AGAIN_MS - 1);
    state.hasRoom = true;
    await clock.advance(1);
    state.hasRoom = false;
    operator.enter("a", "aed-confirmed");
    await clock.advance(1000);
  }
  operator.died();
  operator.close();

  expect(problemsOf(events)).toEqual([]);
});

test("what finds no room on a full disk waits until there is some, however long", async () => {
  const { clock, events, state, operator, told } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.isDiskFull = true;
  operator.enter("a", "aed-confirmed");
  await clock.advance(10 * ENTRY_TRIES_MAX * AGAIN_MS);
  operator.close();
  expect(problemsOf(events)).toEqual([]);

  state.hasRoom = true;
  operator.isDiskFull = false;
  await clock.advance(AGAIN_MS);

  expect(told.at(-1)).toBe("aed-confirmed");
});

test("what waits at the end of a run although the broker is up is told", async () => {
  const { clock, events, state, operator } = office();
  await operator.openOffice();
  state.hasRoom = false;
  operator.order("a", "reboot", 60);
  await clock.advance(AGAIN_MS);

  operator.close();

  expect(problemsOf(events)).toEqual([expect.stringContaining("order is not a function")]);
});

test("a broker that cannot be started by hand either is started again until it can", async () => {
  const { clock, told, state, operator } = office();
  await operator.openOffice();
  operator.ended();
  state.hasRoom = false;
  await operator.start();
  operator.died();
  await clock.advance(AGAIN_MS);
  state.hasRoom = true;

  await clock.advance(3 * AGAIN_MS);

  expect(told).toEqual(["start", "no start", "no start", "start"]);
});

test.each([1, 2, 3])("one that is wanted again while it is ended comes up", async (turns) => {
  const { events, operator } = office();
  const first = operator.start();
  operator.ended();
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  const second = operator.start();
  await Promise.all([first, second]);

  expect(events).toEqual([{ kind: "broker", atMs: 0, isUp: true }]);
});
