/** A real broker on a folder of its own, free ports and a clock in the test's hands. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { BrokerConfig } from "../../../broker/config";
import { readLog } from "../../../broker/log/read-log";
import type { NewRegistration } from "../../../broker/registry/registration";
import { type RunningBroker, startBroker } from "../../../broker/service";
import { TestClock } from "./test-clock";
import { type Attempt, TestDevice } from "./test-device";

/** 24 November 2026, 11:00 in Seoul. */
export const START_MS = Date.UTC(2026, 10, 24, 2);

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "aed-broker-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A registration in good order. */
export function registrationOf(id: string, change: Partial<NewRegistration> = {}): NewRegistration {
  return {
    id,
    siteKo: "북쪽 체육관",
    siteEn: "North gym",
    placeKo: "1층 로비",
    placeEn: "lobby",
    aedMaker: "Maker",
    aedModel: "Model",
    aedModelId: "onsite",
    timeZone: "Asia/Seoul",
    requiredChecks: ["presence", "indicator", "door", "pads"],
    padsExpireOn: "2028-01-31",
    batteryExpireOn: "2029-06-30",
    bodyExpireOn: "2033-12-31",
    isSimulated: false,
    ...change,
  };
}

export interface TestBroker {
  readonly broker: RunningBroker;
  readonly clock: TestClock;
  readonly folder: string;
  readonly lines: string[];
  readonly failures: Error[];
  /** A logged-in device of a registered cabinet. */
  device(id: string, attempt?: Attempt): Promise<TestDevice>;
  identity(id: string): { readonly id: string; readonly keyHex: string };
  get(path: string): Promise<{ readonly code: number; readonly body: Record<string, unknown> }>;
  /** Status and codes of a cabinet, as the HTTP interface tells them. */
  statusOf(id: string): Promise<string>;
  /** Events and codes in the log files. */
  logged(): Promise<string[]>;
  /** Seconds since 1970 by the broker's clock. */
  now(): number;
}

interface CabinetAnswer {
  readonly status: string;
  readonly reasons: readonly { readonly code: string }[];
}

/** Starts a broker that is closed after the test. */
export async function startTestBroker(
  options: { readonly folder?: string; readonly clock?: TestClock } & Partial<BrokerConfig> = {},
): Promise<TestBroker> {
  const { folder = temporaryFolder(), clock = new TestClock(START_MS), ...config } = options;
  const lines: string[] = [];
  const failures: Error[] = [];
  const broker = await startBroker(
    { mqttPort: 0, httpPort: 0, language: "en", ...config, dataFolder: folder },
    { clock, printLine: (line) => lines.push(line), endProcess: (error) => failures.push(error) },
  );
  cleanups.push(() => broker.close());
  const identity = (id: string) => ({ id, keyHex: broker.registry.deviceKeyHex(id) });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${broker.httpPort}${path}`);
    return { code: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    broker,
    clock,
    folder,
    lines,
    failures,
    identity,
    get,
    device: (id, attempt) => TestDevice.connected(broker.mqttPort, identity(id), attempt),
    statusOf: async (id) => {
      const { body } = await get(`/api/cabinets/${id}`);
      const { status, reasons } = body as unknown as CabinetAnswer;
      return [status, ...reasons.map(({ code }) => code)].join(" ");
    },
    logged: async () => {
      await clock.settle();
      const entries: string[] = [];
      for await (const { event, code, cabinetId } of readLog({ dataFolder: folder }, { clock })) {
        entries.push([cabinetId ?? "-", event, ...(code ? [code] : [])].join(" "));
      }
      return entries;
    },
    now: () => Math.floor(clock.wallMs() / 1000),
  };
}
