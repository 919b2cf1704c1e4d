/**
 * Is the sensor really installed? Waits for its first signed report at the broker, then has the
 * installer use each wired part and waits until the broker has seen it.
 */
import { PIN_NAMES } from "../../firmware/boards/pins";
import { COUNTER_MAX } from "../../protocol/limits";
import type { Report } from "../../protocol/report";
import type { DeviceSettings } from "../../protocol/settings";

const LOOK_INTERVAL_MS = 250;

export interface InstallationOptions {
  readonly settings: DeviceSettings;
  /** The newest boot before the sensor was flashed: what waits from it proves nothing now. */
  readonly oldBoot: number;
  /** The reports behind (boot, seq), in order. */
  readonly reportsBehind: (boot: number, seq: number) => Promise<readonly Report[]>;
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly tell: (line: string) => void;
  /** For each step, in seconds. */
  readonly stepS: number;
}

interface Step {
  readonly instruction: string;
  readonly isSeen: (report: Report) => boolean;
  /** What was not seen, and where its wire is. */
  readonly part: string;
}

function stepsFor(settings: DeviceSettings): Step[] {
  const steps: Step[] = [];
  const add = (instruction: string, part: string, isSeen: Step["isSeen"]) => {
    steps.push({ instruction, part, isSeen });
  };
  const door = `door switch (${PIN_NAMES.doorReed})`;
  add("Open the cabinet's door.", door, ({ cabinet }) => cabinet.door === "open");
  add("Close the door.", door, ({ cabinet }) => cabinet.door === "closed");
  const place = `switch at the AED's place (${PIN_NAMES.aedPresent})`;
  add("Open the door and lift the AED out.", place, ({ aed }) => aed.present === false);
  add(
    "Put the AED back and close the door.",
    place,
    ({ aed, cabinet }) => aed.present === true && cabinet.door === "closed",
  );
  if (settings.readyBlinkPeriodMs > 0) {
    const light = `light sensor at the AED's indicator (${PIN_NAMES.indicator})`;
    add(
      "Wait until the AED's ready light was seen three times.",
      light,
      ({ aed }) => aed.indicator.state === "ready",
    );
  }
  if (settings.hasPadsContact) {
    const pads = `contact at the pads connector (${PIN_NAMES.padsContact})`;
    add(
      "See that the pads are plugged in; a wire that is shorted looks the same.",
      pads,
      ({ aed }) => aed.pads.state === "ok",
    );
  }
  if (settings.climateSensor > 0) {
    const climate = `climate sensor (${PIN_NAMES.climateSda}, ${PIN_NAMES.climateScl})`;
    add("Wait for temperature and humidity.", climate, ({ cabinet }) => {
      return cabinet.temperatureC !== undefined;
    });
  }
  if (settings.supplyFullScaleMv > 0) {
    const supply = `supply divider (${PIN_NAMES.supply})`;
    add("Wait for the supply voltage.", supply, ({ cabinet }) => cabinet.supplyMv !== undefined);
  }
  if (settings.serialBaud > 0) {
    const port = `the AED's status port (${PIN_NAMES.serialRx})`;
    add("Wait for a line of the AED's status port.", port, ({ aed }) => {
      return aed.selfTest.result !== "unknown" && aed.selfTest.result !== "not-sensed";
    });
  }
  return steps;
}

/** Follows the reports of one sensor, each looked at once. */
class ReportWatch {
  private boot: number;
  private seq = COUNTER_MAX;
  newest: Report | undefined;

  constructor(private readonly options: InstallationOptions) {
    this.boot = options.oldBoot;
  }

  /** True as soon as one of the reports to come is `wanted`, or the newest one is. */
  async sees(wanted: (report: Report) => boolean, seconds: number): Promise<boolean> {
    const { nowMs, wait } = this.options;
    const giveUpMs = nowMs() + seconds * 1000;
    if (this.newest && wanted(this.newest)) return true;
    while (nowMs() < giveUpMs) {
      for (const report of await this.options.reportsBehind(this.boot, this.seq)) {
        this.boot = report.boot;
        this.seq = report.seq;
        this.newest = report;
        if (wanted(report)) return true;
      }
      await wait(LOOK_INTERVAL_MS);
    }
    return false;
  }
}

export interface InstallationOutcome {
  readonly hasReported: boolean;
  /** Parts that were wired and not seen. */
  readonly unseen: readonly string[];
}

/** Leads through the check; resolves when each step was seen or its time is over. */
export async function checkInstallation(
  options: InstallationOptions,
): Promise<InstallationOutcome> {
  const { settings, stepS, tell } = options;
  const watch = new ReportWatch(options);
  tell("Waiting for the first signed report at the broker …");
  if (!(await watch.sees(() => true, stepS))) return { hasReported: false, unseen: [] };
  tell("The first report is stored: the sensor reaches the broker.");
  if (settings.isBatteryPowered) {
    tell("It sleeps between reports: try door, AED and light one nap, about half an hour, apart.");
    return { hasReported: true, unseen: [] };
  }
  const unseen = new Set<string>();
  const steps = stepsFor(settings);
  for (const [index, { instruction, isSeen, part }] of steps.entries()) {
    tell(`${index + 1}/${steps.length} ${instruction}`);
    const wasSeen = await watch.sees(isSeen, stepS);
    tell(wasSeen ? "    seen" : `    NOT SEEN within ${stepS} s: check the ${part}`);
    if (!wasSeen) unseen.add(part);
  }
  return { hasReported: true, unseen: [...unseen] };
}
