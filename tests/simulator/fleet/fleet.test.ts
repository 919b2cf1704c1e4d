/** A fleet of cabinets in virtual time. */
import { describe, expect, test } from "vitest";
import { createFleet, type Fleet, type FleetOptions } from "../../../simulator/fleet/fleet";
import type { ServiceAct } from "../../../simulator/fleet/incident-player";
import { createRandom } from "../../../simulator/fleet/random";
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";
import { ConnectionRefused } from "../../../simulator/runtime/wire";
import { fleetCabinets, tinyFirmware } from "./test-firmware";

interface Run {
  readonly fleet: Fleet;
  readonly clock: VirtualClock;
  readonly story: string[];
  readonly acts: ServiceAct[];
}

function createRun(count: number, given: Partial<FleetOptions> = {}, seed = 1): Run {
  const clock = createVirtualClock({ wallMs: Date.UTC(2026, 10, 24), turnsPerInstant: 0 });
  const story: string[] = [];
  const acts: ServiceAct[] = [];
  const tell = (text: string) => story.push(`${clock.monotonicMs()} ${text}`);
  const fleet = createFleet({
    firmware: tinyFirmware(),
    cabinets: fleetCabinets(count),
    clock,
    random: createRandom(seed),
    connect: () => {
      throw new ConnectionRefused();
    },
    incidentsPerHour: 0,
    onServiceAct: (act) => {
      acts.push(act);
      tell(`${act.cabinetId} ${act.kind} ${act.date ?? ""}`);
    },
    onPrint: (id, line) => tell(`${id} ${line}`),
    ...given,
  });
  return { fleet, clock, story, acts };
}

describe("a fleet", () => {
  test("gets its power one by one, the first at once", async () => {
    const { fleet, clock, story } = createRun(4);

    fleet.start();
    await clock.advance(5000);

    expect(story).toEqual([
      "300 test-0000 boot test-0000 door 0",
      "350 test-0001 boot test-0001 door 0",
      "400 test-0002 boot test-0002 door 0",
      "450 test-0003 boot test-0003 door 0",
    ]);
  });

  test("a thousand devices get theirs within five seconds", async () => {
    const { fleet, clock, story } = createRun(1000);

    fleet.start();
    await clock.advance(5300);

    expect(story.length).toBe(1000);
  });

  test("what is done to one cabinet is seen by its own sensor", async () => {
    const { fleet, clock, story } = createRun(3);
    fleet.start();
    await clock.advance(1000);
    story.length = 0;

    fleet.cabinet("test-0001").openDoor();
    fleet.cabinet("test-0001").takeAed();

    expect(story).toEqual(["1000 test-0001 door opened", "1000 test-0001 aed removed"]);
  });

  test("incidents happen by seed: the same seed tells the same story", async () => {
    const tell = async (seed: number) => {
      const run = createRun(20, { incidentsPerHour: 120 }, seed);
      run.fleet.start();
      await run.clock.advance(3_600_000);
      return run.story;
    };

    const [first, second, other] = [await tell(1), await tell(1), await tell(2)];

    expect(first.length).toBeGreaterThan(100);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("technicians enter what they did, with dates", async () => {
    const { fleet, clock, acts } = createRun(20, { incidentsPerHour: 120 });

    fleet.start();
    await clock.advance(3_600_000);

    const dateOf = (kind: string) => acts.find((act) => act.kind === kind)?.date;
    expect(dateOf("pads-date-recorded")).toBe("2026-11-23");
    expect(dateOf("pads-replaced")).toBe("2028-11-23");
    expect(dateOf("battery-replaced")).toBe("2030-11-23");
    expect(acts.some((act) => act.kind === "aed-confirmed" && act.date === undefined)).toBe(true);
  });

  test("after it is stopped nothing happens any more", async () => {
    const { fleet, clock, story } = createRun(20, { incidentsPerHour: 120 });
    fleet.start();
    await clock.advance(600_000);

    fleet.stop();
    story.length = 0;
    await clock.advance(3_600_000);

    expect(story).toEqual([]);
    expect(fleet.members.some((member) => member.device.isRunning)).toBe(false);
  });

  test("each sensor boots from its own Storage: doors, loader, application, settings", async () => {
    const { fleet, clock } = createRun(1);
    const [{ device }] = fleet.members as [Fleet["members"][number]];

    fleet.start();
    await clock.advance(1000);

    expect(device.storage.list()).toEqual([".boot0", ".bootcde", "aed-app0", "aed-settings"]);
    expect([device.doors?.isTelnetOn, device.flashOperations]).toEqual([false, 0]);
  });

  test.each(["text", "loader", "doors"] as const)("a %s that does not parse is found", (part) => {
    const firmware = { ...tinyFirmware(), [part]: "var = 1" };

    expect(() => createRun(1, { firmware })).toThrow(/does not parse.*Build it again/);
  });

  test("wrong settings and unknown cabinets are named", () => {
    const [row] = fleetCabinets(1);
    const wrong = { ...row!, settings: { ...row!.settings, brokerPort: 0 } };

    expect(() => createRun(0, { cabinets: [wrong] })).toThrow(/"test-0000" are wrong: brokerPort/);
    expect(() => createRun(1).fleet.cabinet("nobody")).toThrow(/no cabinet "nobody"/);
  });
});
