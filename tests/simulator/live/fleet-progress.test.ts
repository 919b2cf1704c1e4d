/** What an operator is shown of a fleet in real time. */
import { expect, test } from "vitest";
import { FleetMeter } from "../../../simulator/fleet/fleet-meter";
import { FleetObserver } from "../../../simulator/live/fleet-progress";
import {
  fleetLogLine,
  fleetSummaryLines,
  fleetViewLines,
} from "../../../simulator/live/fleet-view";
import { LiveBlock } from "../../../simulator/live/live-block";

const CABINETS = 2;

function observe(ackP99MsMax?: number) {
  const meter = new FleetMeter();
  const observer = new FleetObserver({ cabinets: CABINETS, ackP99MsMax });
  return {
    meter,
    look: (elapsedMs: number) => observer.look(meter.read(), elapsedMs),
    report: (latencyMs: number, isFirst = false) => {
      meter.count("reports");
      meter.count("acknowledgements");
      meter.latency(latencyMs);
      if (isFirst) meter.count("acknowledgedOnce");
    },
  };
}

test("cabinets without an acknowledgement are a shortcoming until the last has one", () => {
  const { look, report } = observe();
  report(5, true);
  const early = look(1000);
  report(5, true);
  const late = look(2000);

  expect(early.shortcomings).toEqual(["1 of 2 cabinets have no acknowledgement yet."]);
  expect(late.shortcomings).toEqual([]);
  expect(late.allAcknowledgedAfterMs).toBe(2000);
});

test("the steady state does not remember the rush of the beginning", () => {
  const { look, report } = observe(1000);
  report(5000, true);
  report(5000, true);
  const rush = look(1000);
  for (let i = 0; i < 100; i++) report(20);
  const steady = look(2000);

  expect(rush.isSteady).toBe(false);
  expect(rush.shortcomings[0]).toContain("the limit is 1000 ms");
  expect(steady.isSteady).toBe(true);
  expect(steady.ackP99Ms).toBeLessThan(22);
  expect(steady.shortcomings).toEqual([]);
});

test("rates are those since the look before", () => {
  const { look, report } = observe();
  report(5);
  look(1000);
  for (let i = 0; i < 10; i++) report(5);

  expect(look(3000).reportsPerS).toBe(5);
});

test("the view shows bars, rates, latencies and the verdict so far", () => {
  const { meter, look, report } = observe();
  meter.count("powered", 2);
  meter.count("connected");
  report(5, true);

  const text = fleetViewLines(look(1000), CABINETS).join("\n");

  expect(text).toMatch(/Powered +█{40} 2 of 2/);
  expect(text).toMatch(/First acknowledgement █{20}░{20} 1 of 2/);
  expect(text).toContain("Verdict  after 1 s: 1 of 2 cabinets have no acknowledgement yet.");
});

test("a log line and a summary say it without drawing", () => {
  const { look } = observe();
  const progress = look(5000);

  expect(fleetLogLine(progress, CABINETS)).toMatch(/^5 s: powered 0, .*p99 - /);
  expect(fleetSummaryLines(progress, CABINETS)[0]).toBe(
    "0 of 2 cabinets had a report acknowledged; 0 were connected at the end.",
  );
});

test("a block is drawn over itself and cut to the terminal's width", () => {
  let written = "";
  const block = new LiveBlock({ write: (text) => (written += text), columns: 6 });

  block.draw(["abcdefgh", "x"]);
  block.draw(["y"]);

  const first = "\u001b[2Kabcde\n\u001b[2Kx\n\u001b[J";
  expect(written).toBe(`${first}\u001b[2A\r\u001b[2Ky\n\u001b[J`);
});
