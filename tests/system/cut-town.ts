/**
 * Every power cut of a story at once: a town in which each cabinet lives through the same story,
 * and each loses its power in another flash operation of it, with nothing, half or all of that
 * operation done. A first town counts the operations.
 */
import type { Member } from "../../simulator/fleet/fleet";
import { waitingReports } from "./flash-view";
import { SECOND_MS, Town } from "./town";

const DONE_FRACTIONS = [0, 0.5, 1];
/** A cut device gets its power back within this time. */
const LOOK_PERIOD_MS = SECOND_MS;

/** A story that all cabinets of a town live through in the same way. */
export interface TownStory {
  /** What comes before; its flash operations are not counted. */
  before(town: Town, ids: readonly string[]): Promise<void>;
  /** What the power may fail in. Goes on when cabinets have no power. */
  play(town: Town, ids: readonly string[]): Promise<void>;
  /** From the end of the story until all has come to rest again, in milliseconds. */
  readonly restMs: number;
  /** Which of the operations, counted from 1, are cut; all when left out. */
  isCut?(operation: number, count: number): boolean;
}

export interface Cut {
  readonly operation: number;
  readonly doneFraction: number;
}

/** What became of one cabinet. */
export interface Survivor {
  readonly id: string;
  /** Undefined = this one lived through the story without a cut. */
  readonly cut: Cut | undefined;
  /** Bodies of the reports that were whole in its flash when the power failed. */
  readonly accepted: readonly string[];
}

async function openTown(story: TownStory, ids: readonly string[]): Promise<Town> {
  const town = new Town({ cabinetIds: ids });
  await town.open();
  await story.before(town, ids);
  return town;
}

/** How many flash operations the story has, by one cabinet that lives through it undisturbed. */
async function countOperations(story: TownStory): Promise<number> {
  const town = await openTown(story, ["count-1"]);
  const { device } = town.member("count-1");
  const before = device.flashOperations;
  await story.play(town, ["count-1"]);
  await town.pass(story.restMs);
  const count = device.flashOperations - before;
  await town.close();
  return count;
}

function cutsOf(story: TownStory, count: number): Cut[] {
  const operations = Array.from({ length: count }, (_, index) => index + 1);
  const chosen = operations.filter((operation) => story.isCut?.(operation, count) ?? true);
  return chosen.flatMap((operation) => {
    return DONE_FRACTIONS.map((doneFraction) => ({ operation, doneFraction }));
  });
}

/** Looks at devices again and again; those whose power failed get it back, once looked at. */
class Electrician {
  readonly accepted = new Map<string, readonly string[]>();
  private readonly cancels: (() => void)[] = [];

  constructor(
    private readonly town: Town,
    private readonly members: readonly Member[],
  ) {}

  start(): void {
    this.cancels[0] = this.town.clock.after("electrician", LOOK_PERIOD_MS, () => {
      for (const { id, device } of this.members) {
        if (device.isPowerCutAhead || this.accepted.has(id)) continue;
        this.accepted.set(id, waitingReports(device));
        device.powerOn();
      }
      this.start();
    });
  }

  stop(): void {
    this.cancels[0]?.();
  }
}

/** Plays the story in one town for all cuts. The town stays open; whoever asked closes it. */
export async function playAllCuts(story: TownStory): Promise<{
  readonly town: Town;
  readonly survivors: readonly Survivor[];
  readonly count: number;
}> {
  const count = await countOperations(story);
  const cuts = cutsOf(story, count);
  if (cuts.length === 0) throw new Error("The story has no flash operation to cut.");
  const ids = cuts.map((_, index) => `cut-${index + 1}`);
  const town = await openTown(story, ids);
  const members = ids.map((id) => town.member(id));
  cuts.forEach((cut, index) => {
    members[index]?.device.cutPowerInFlash(cut);
  });
  const electrician = new Electrician(town, members);
  electrician.start();
  await story.play(town, ids);
  await town.pass(story.restMs);
  electrician.stop();
  const survivors = ids.map((id, index) => {
    return { id, cut: cuts[index], accepted: electrician.accepted.get(id) ?? [] };
  });
  return { town, survivors, count };
}

/** What was not kept of the promises that hold for every cut; empty when all were. */
export function brokenPromises(town: Town, survivors: readonly Survivor[]): string[] {
  const broken: string[] = [];
  for (const { id, cut, accepted } of survivors) {
    const say = (problem: string) => broken.push(`${JSON.stringify(cut)}: ${problem}`);
    const { device } = town.member(id);
    const reports = town.reports(id);
    const stored = new Set(reports.map(({ signedBody }) => signedBody));
    const lost = accepted.filter((body) => !stored.has(body));
    if (device.isPowerCutAhead) say("the power never failed");
    if (lost.length > 0) say(`${lost.length} of ${accepted.length} accepted reports are lost`);
    const isInOrder = reports.every((report, index) => {
      const before = reports[index - 1];
      return (
        !before ||
        report.boot > before.boot ||
        (report.boot === before.boot && report.seq > before.seq)
      );
    });
    if (!isInOrder) say("the reports are out of order");
    if (waitingReports(device).length > 0) say("reports are still waiting");
    const newest = reports.at(-1);
    if (newest?.id !== id) say("it has lost its identity");
    if (newest?.node.dropped !== 0) say(`it has dropped ${newest?.node.dropped} reports`);
    if (device.storage.compactions > 0) say("its Storage was compacted");
  }
  return broken;
}
