/** Progress of a fleet as text: a block of lines for a terminal, one line for a log. */
import type { FleetProgress } from "./fleet-progress";

const BAR_WIDTH = 40;
const LABEL_WIDTH = 21;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}

function milliseconds(ms: number): string {
  if (Number.isNaN(ms)) return "-";
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(0)} ms`;
}

function bar(label: string, part: number, whole: number): string {
  const filled = whole > 0 ? Math.floor((BAR_WIDTH * part) / whole) : 0;
  const drawn = "█".repeat(filled).padEnd(BAR_WIDTH, "░");
  return `${label.padEnd(LABEL_WIDTH)} ${drawn} ${part} of ${whole}`;
}

function latencies(progress: FleetProgress): string {
  const { ackP50Ms, ackP99Ms, isSteady } = progress;
  const since = isSteady ? "steady state" : "since the start";
  return `p50 ${milliseconds(ackP50Ms)}, p99 ${milliseconds(ackP99Ms)} (${since})`;
}

function verdict({ shortcomings }: FleetProgress): string {
  return shortcomings.length === 0 ? "as it should be" : shortcomings.join(" ");
}

/** The lines of the live view. */
export function fleetViewLines(progress: FleetProgress, cabinets: number): string[] {
  const { figures } = progress;
  return [
    bar("Powered", figures.powered, cabinets),
    bar("Connected", figures.connected, cabinets),
    bar("First acknowledgement", figures.acknowledgedOnce, cabinets),
    `Reports  ${progress.reportsPerS.toFixed(0)}/s, ` +
      `acknowledged ${progress.acknowledgementsPerS.toFixed(0)}/s, ` +
      `in all ${figures.acknowledgements} of ${figures.reports}`,
    `Latency  ${latencies(progress)}`,
    `Links    ${figures.reconnects} reconnects, ${figures.errors} errors`,
    `Verdict  after ${seconds(progress.elapsedMs)}: ${verdict(progress)}`,
  ];
}

/** The same in one line, for output that is no terminal. */
export function fleetLogLine(progress: FleetProgress, cabinets: number): string {
  const { figures } = progress;
  return (
    `${seconds(progress.elapsedMs)}: powered ${figures.powered}, connected ${figures.connected}, ` +
    `acknowledged ${figures.acknowledgedOnce} of ${cabinets}; ` +
    `${progress.reportsPerS.toFixed(0)} reports/s; ${latencies(progress)}; ` +
    `${figures.reconnects} reconnects, ${figures.errors} errors.`
  );
}

/** What is said at the end. */
export function fleetSummaryLines(progress: FleetProgress, cabinets: number): string[] {
  const { figures, allAcknowledgedAfterMs: afterMs } = progress;
  const first =
    afterMs === undefined
      ? `${figures.acknowledgedOnce} of ${cabinets} cabinets had a report acknowledged`
      : `All ${cabinets} cabinets had a report acknowledged after ${seconds(afterMs)}`;
  const acknowledged = `${figures.acknowledgements} of ${figures.reports} reports acknowledged`;
  return [
    `${first}; ${figures.connected} were connected at the end.`,
    `${acknowledged}: ${latencies(progress)}.`,
    `${figures.reconnects} reconnects, ${figures.errors} connections refused, failed or ended by ` +
      "the other side.",
    `Verdict after ${seconds(progress.elapsedMs)}: ${verdict(progress)}`,
  ];
}
