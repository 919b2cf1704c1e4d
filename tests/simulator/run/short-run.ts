/** Short runs of made-up scenarios: the built firmware and the project's broker, nothing else. */
import { builtFirmware, runPlan } from "../../../scripts/sim/laboratory";
import type { RunEvent } from "../../../simulator/run/run-event";
import type { Plan } from "../../../simulator/scenario/plan";
import { readScenario } from "../../../simulator/scenario/scenario";
import type { Verdict } from "../../../simulator/verdict/verdict";

export const MINUTE_MS = 60_000;

export interface ShortRun {
  readonly verdict: Verdict;
  readonly events: readonly RunEvent[];
}

type EventOf<Kind extends RunEvent["kind"]> = Extract<RunEvent, { kind: Kind }>;

/** The plan of steps, written as in a scenario file, for three cabinets and half an hour. */
export function planOf(steps: string, options: { seed?: number; for?: string } = {}): Plan {
  const { seed = 1, for: length = "30 min" } = options;
  const text = [
    "name: short",
    "purpose: a test",
    `for: ${length}`,
    "cabinets: { count: 3, heartbeat: 5 min }",
    `steps: ${steps.trim() === "" ? "[]" : `\n${steps}`}`,
    "expect: [{ at: 0 s, within: 5 min, cabinets: all, status: ready }]",
  ].join("\n");
  const { plan, problems } = {
    problems: [],
    ...readScenario("short.yaml", { seed, readFile: () => text }),
  };
  if (!plan) throw new Error(JSON.stringify(problems));
  return plan;
}

export async function run(plan: Plan): Promise<ShortRun> {
  const events: RunEvent[] = [];
  const onTraceLine = (line: string) => events.push(JSON.parse(line) as RunEvent);
  const verdict = await runPlan({ plan, firmware: builtFirmware(), replay: "test", onTraceLine });
  return { verdict, events };
}

export function ofKind<Kind extends RunEvent["kind"]>(
  events: readonly RunEvent[],
  kind: Kind,
): readonly EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind);
}

/** What is shown of a cabinet, each time it changes: "ready", "action aed-missing". */
export function shownOf(events: readonly RunEvent[], id: string, fromMs = 0): readonly string[] {
  const words = ofKind(events, "shown")
    .filter((event) => event.id === id && event.atMs >= fromMs)
    .map(({ shown }) => (shown ? [shown.status, ...shown.reasons].join(" ") : "nothing"));
  return words.filter((word, index) => word !== words[index - 1]);
}

export function within<Event extends { readonly atMs: number }>(
  events: readonly Event[],
  fromMinute: number,
  toMinute: number,
): readonly Event[] {
  return events.filter(({ atMs }) => atMs >= fromMinute * MINUTE_MS && atMs < toMinute * MINUTE_MS);
}
