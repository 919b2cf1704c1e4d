/**
 * A day in which nothing holds: Wi-Fi comes and goes, the network swallows what is sent, the broker
 * is restarted; people open doors and take AEDs all the while. At the end the store tells the whole
 * day, once and in order.
 */
import { afterEach, expect, test } from "vitest";
import { createRandom, type Random } from "../../simulator/fleet/random";
import { waitingReports } from "./flash-view";
import { MINUTE_MS, SECOND_MS, Town } from "./town";

const DAY_MS = 24 * 60 * MINUTE_MS;
const IDS = ["gym-1", "gym-2", "school-1", "school-2", "station-1"];
/** From one trouble, or one visitor, to the next: a minute to this. */
const PAUSE_MS_MAX = 6 * MINUTE_MS;
/** No trouble lasts longer. */
const TROUBLE_MS_MAX = 20 * MINUTE_MS;
/**
 * Each attempt to connect through a network that swallows blocks the sensor, which loses sight of
 * the AED's light and says so: in a long outage these reports, and only these, outgrow the outbox.
 */
const DROPPED_MAX = 30;

let town: Town;

afterEach(async () => {
  await town.close();
});

/** What people did at each cabinet, as the causes of the reports that must tell of it. */
type Diary = Map<string, string[]>;

class Day {
  readonly diary: Diary = new Map(IDS.map((id) => [id, []]));
  troubles = 0;
  private readonly busy = new Set<string>();

  constructor(private readonly random: Random) {}

  async live(): Promise<void> {
    const endMs = town.clock.monotonicMs() + DAY_MS;
    while (town.clock.monotonicMs() < endMs) {
      await this.makeTrouble();
      await this.visit();
      await town.pass(this.random.integer(MINUTE_MS, PAUSE_MS_MAX));
    }
    // The troubles that are under way end as well.
    await town.pass(TROUBLE_MS_MAX);
  }

  private trouble(name: string, begin: () => void, end: () => void): void {
    if (this.busy.has(name)) return;
    this.busy.add(name);
    this.troubles += 1;
    begin();
    town.clock.after("trouble ends", this.random.integer(SECOND_MS, TROUBLE_MS_MAX), () => {
      this.busy.delete(name);
      end();
    });
  }

  private async makeTrouble(): Promise<void> {
    const kind = this.random.next();
    const id = this.random.pick(IDS);
    const cabinet = town.fleet.cabinet(id);
    const fate = this.random.next() < 0.5 ? "silent" : "reset";
    if (kind < 0.4) {
      this.trouble(
        id,
        () => cabinet.cutNetwork(fate),
        () => cabinet.restoreNetwork(),
      );
    } else if (kind < 0.7) {
      const { network } = town;
      const swallow = (isDown: boolean) => () => {
        network.isDown = isDown;
      };
      this.trouble("network", swallow(true), swallow(false));
    } else {
      this.troubles += 1;
      await town.stopBroker();
      await town.pass(this.random.integer(SECOND_MS, TROUBLE_MS_MAX));
      await town.startBroker();
    }
  }

  /** Somebody looks into a cabinet, and may take the AED and bring it back. */
  private async visit(): Promise<void> {
    const id = this.random.pick(IDS);
    const cabinet = town.fleet.cabinet(id);
    const steps: (readonly [string, () => void])[] = [["door-opened", () => cabinet.openDoor()]];
    if (this.random.next() < 0.4) {
      steps.push(["aed-removed", () => cabinet.takeAed()]);
      steps.push(["aed-returned", () => cabinet.returnAed()]);
    }
    steps.push(["door-closed", () => cabinet.closeDoor()]);
    for (const [cause, act] of steps) {
      act();
      this.diary.get(id)?.push(cause);
      await town.pass(this.random.integer(2 * SECOND_MS, 30 * SECOND_MS));
    }
  }
}

test.each([1, 2])(
  "the store tells all of a stormy day (seed %i)",
  async (seed) => {
    town = new Town({ cabinetIds: IDS });
    await town.open();
    await town.settle();
    const day = new Day(createRandom(seed));

    await day.live();
    await town.pass(10 * MINUTE_MS);

    expect(day.troubles).toBeGreaterThan(100);
    for (const id of IDS) {
      const reports = town.reports(id);
      const places = reports.map(({ boot, seq }) => boot * 1_000_000 + seq);
      const told = reports.map(({ why }) => why);
      // Each contact is judged for itself: after a pause of the interpreter one may be told first.
      for (const contact of [/^door-(opened|closed)$/, /^aed-(removed|returned)$/]) {
        const happened = day.diary.get(id)?.filter((cause) => contact.test(cause));
        expect(told.filter((cause) => contact.test(cause))).toEqual(happened);
      }
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      // What an outbox had no room for is counted, and it was nothing that people did.
      const { seq, node } = town.newestReport(id);
      expect(places.length + node.dropped).toBe(seq);
      expect(node.dropped).toBeLessThan(DROPPED_MAX);
      expect(waitingReports(town.member(id).device)).toEqual([]);
      expect(town.member(id).device.bootCount).toBe(1);
      const act = { cabinetId: id, kind: "aed-confirmed" } as const;
      await town.broker.registry.recordAct(act, town.clock.wallMs());
    }
    await town.pass(2 * SECOND_MS);
    for (const id of IDS) expect([id, await town.statusOf(id)]).toEqual([id, "ready"]);
  },
  60_000,
);
