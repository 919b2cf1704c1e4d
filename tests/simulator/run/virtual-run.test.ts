/** Runs in virtual time: what is heard at the wire, what people do, what happens to the broker. */
import { describe, expect, test } from "vitest";
import { MINUTE_MS, ofKind, planOf, run, shownOf, within } from "./short-run";

const IDS = planOf("").cabinets.map(({ id }) => id);
const [FIRST = ""] = IDS;

describe("at the wire", () => {
  test("every report is heard when it is sent, and acknowledged at once", async () => {
    const { events, verdict } = await run(planOf(""));

    const sent = ofKind(events, "published").map(({ id, boot, seq }) => `${id} ${boot} ${seq}`);
    const got = ofKind(events, "acknowledged").map(({ id, boot, seq }) => `${id} ${boot} ${seq}`);
    expect(sent.length).toBeGreaterThanOrEqual(IDS.length * 6);
    expect(new Set(sent).size).toBe(sent.length);
    expect(got.toSorted()).toEqual(sent.toSorted());
    expect(ofKind(events, "acknowledged").every(({ afterMs }) => afterMs === 10)).toBe(true);
    expect(verdict.isPassed).toBe(true);
  });

  test("a report that is kept back is acknowledged only when it is let through", async () => {
    const { events } = await run(planOf("  - { at: 10 min, do: hold-reports, for: 10 min }"));

    const acknowledged = ofKind(events, "acknowledged");
    expect(within(ofKind(events, "published"), 11, 20)).not.toEqual([]);
    expect(within(acknowledged, 10, 20)).toEqual([]);
    const late = within(acknowledged, 20, 30).map(({ id }) => id);
    expect(new Set(late)).toEqual(new Set(IDS));
  });

  test("repeated and forged reports change nothing that is shown", async () => {
    const { events } = await run(
      planOf(
        [
          `  - { at: 10 min, do: take-aed, cabinets: ${FIRST} }`,
          "  - { at: 11 min, do: replay-reports, reports: 20, cabinets: all }",
          "  - { at: 12 min, do: forge-reports, cabinets: all }",
        ].join("\n"),
      ),
    );

    const told = shownOf(events, FIRST, 11 * MINUTE_MS);
    expect(told.every((words) => words.startsWith("action aed-missing"))).toBe(true);
    for (const id of IDS.slice(1)) expect(shownOf(events, id, 10 * MINUTE_MS)).toEqual(["ready"]);
  });

  test("a repeated login is refused: the sensor keeps its place", async () => {
    const { events } = await run(
      planOf("  - { at: 10 min, do: replay-reports, reports: 5, cabinets: all }"),
    );

    expect(within(ofKind(events, "link"), 5, 30)).toEqual([]);
  });
});

describe("the broker", () => {
  test("shows nothing while it is dead, and no old news when it is back", async () => {
    const { events } = await run(planOf("  - { at: 10 min, do: kill-broker, for: 2 min }"));

    expect(ofKind(events, "broker").map(({ isUp }) => isUp)).toEqual([true, false, true]);
    expect(within(ofKind(events, "link"), 10, 10.1).map(({ isUp }) => isUp)).toEqual(
      IDS.map(() => false),
    );
    const told = shownOf(events, FIRST, 12 * MINUTE_MS);
    expect(told[0]).toMatch(/^unknown/);
    expect(told.at(-1)).toBe("ready");
  });

  test("is started again when it ended because its disk was full", async () => {
    const { events } = await run(planOf("  - { at: 10 min, do: fill-disk, for: 5 min }"));

    const ups = ofKind(events, "broker");
    expect(ups.some(({ isUp }) => !isUp)).toBe(true);
    expect(ups.at(-1)?.isUp).toBe(true);
    expect(within(ofKind(events, "acknowledged"), 10.1, 15)).toEqual([]);
    for (const id of IDS) expect(shownOf(events, id).at(-1)).toBe("ready");
  });

  test("that somebody has ended stays away until he starts it", async () => {
    const { events } = await run(planOf("  - { at: 10 min, do: stop-broker, for: 15 min }"));

    const times = ofKind(events, "broker").map(({ atMs }) => atMs / MINUTE_MS);
    expect(times).toEqual([0, 10, 25]);
  });

  test("hears what was entered while it was down", async () => {
    const { events } = await run(
      planOf(
        [
          `  - { at: 8 min, do: take-aed, cabinets: ${FIRST}, for: 2 min }`,
          "  - { at: 12 min, do: kill-broker, for: 5 min }",
          `  - { at: 14 min, do: confirm-aed, cabinets: ${FIRST} }`,
        ].join("\n"),
      ),
    );

    expect(shownOf(events, FIRST, 9 * MINUTE_MS)[0]).toMatch(/^action/);
    expect(shownOf(events, FIRST).at(-1)).toBe("ready");
  });
});

describe("weak Wi-Fi", () => {
  const weak = `  - { at: 5 min, do: weaken-wifi, cabinets: ${FIRST}, for: 100 min }`;

  test("makes answers late and connections break, until the signal is good again", async () => {
    const { events, verdict } = await run(planOf(weak, { for: "2 h" }));

    const afterOf = (from: number, to: number) =>
      within(ofKind(events, "acknowledged"), from, to)
        .filter(({ id }) => id === FIRST)
        .map(({ afterMs }) => afterMs);
    const breaks = ofKind(events, "link").filter(({ isUp }) => !isUp);
    expect(Math.max(...afterOf(5, 105))).toBeGreaterThan(500);
    expect(afterOf(106, 120).every((ms) => ms === 10)).toBe(true);
    expect(within(breaks, 5, 105).length).toBeGreaterThan(2);
    expect(within(breaks, 5, 105).every(({ id }) => id === FIRST)).toBe(true);
    expect(within(breaks, 106, 119.9)).toEqual([]);
    expect(verdict.isPassed).toBe(true);
  });
});

describe("a roll-out", () => {
  const updated = (events: Parameters<typeof shownOf>[0]) =>
    new Set(ofKind(events, "commanded").map(({ id }) => id)).size;

  test("of a good release reaches every sensor, the first two before the others", async () => {
    const plan = planOf("  - { at: 5 min, do: roll-out good }", { for: "40 min" });

    const { events, verdict } = await run(plan);

    const done = ofKind(events, "replied").filter(({ result }) => result === "done");
    const last = ofKind(events, "commanded").filter(({ id }) => id === IDS[2]);
    expect(new Set(done.map(({ id }) => id))).toEqual(new Set(IDS));
    expect(last[0]?.atMs).toBeGreaterThan(done[1]?.atMs ?? Number.POSITIVE_INFINITY);
    expect(verdict.isPassed).toBe(true);
  });

  test.each(["crashing", "mute"])("of a %s release ends with the first two", async (release) => {
    const plan = planOf(`  - { at: 5 min, do: roll-out ${release} }`, { for: "2 h" });

    const { events, verdict } = await run(plan);

    const answers = ofKind(events, "replied");
    expect(updated(events)).toBe(2);
    expect(answers.map(({ result }) => result)).toEqual(["refused", "refused"]);
    for (const id of IDS) expect(shownOf(events, id).at(-1)).toBe("ready");
    expect(verdict.isPassed).toBe(true);
  });
});
