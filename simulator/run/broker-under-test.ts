/**
 * The broker as a run sees it, so that any broker can stand in: it is started, connected to, asked
 * what it shows, and ended well or badly. Who composes a run hands one in.
 */
import type { Duplex } from "node:stream";
import type { PlannedCabinet, PlannedStatus } from "../scenario/plan";

/** What a broker shows of one cabinet now. */
export interface Shown {
  readonly status: PlannedStatus;
  /** Fault codes of the reasons, worst first. */
  readonly reasons: readonly string[];
  /** Faults of the sensor itself. */
  readonly warnings: readonly string[];
  /** Not to be shown as current after this, milliseconds since 1970. */
  readonly validUntilMs: number;
}

/** A report that the broker keeps. */
export interface KeptReport {
  readonly boot: number;
  readonly seq: number;
  /** The signed body, one character per byte. */
  readonly body: string;
}

export type CommandOutcome = "queued" | "sent" | "done" | "refused" | "expired";

/** A release of the firmware: `crashing` throws at its start, `mute` never connects. */
export type ReleaseKind = "good" | "crashing" | "mute";

export interface Release {
  readonly kind: ReleaseKind;
  /** The first of a run is 1; each is a higher version than the one before. */
  readonly round: number;
}

export interface BrokerUnderTest {
  /** Starts it on the data that it left; the first time on none. */
  start(): Promise<void>;
  /** Serves a sensor over a stream that is open. */
  connect(stream: Duplex, address: string): void;
  /** What it shows now; undefined while it does not run. */
  show(cabinetId: string): Shown | undefined;
  /** Ends at once, without a word and without writing: as by `kill -9`. */
  kill(): Promise<void>;
  /** The server loses its power; of its disk remains what was synced, and some of the rest. */
  cutPower(): Promise<void>;
  /** Ends in good order. */
  stop(): Promise<void>;
  /** The disk is full, or has room again. */
  fillDisk(isFull: boolean): void;
  /** The server's wall clock is off by so much. */
  setClock(offMs: number): void;
  /** All reports it keeps of a cabinet, in the order in which they came. */
  reports(cabinetId: string): readonly KeptReport[];
  readonly office: Office;
}

/** What people do at the broker. */
export interface Office {
  register(cabinets: readonly PlannedCabinet[]): Promise<void>;
  /** Enters what a technician did; `date` is YYYY-MM-DD. Rejects while the broker is down. */
  recordAct(cabinetId: string, kind: string, date?: string): Promise<void>;
  /** Queues a command; resolves with its number. */
  order(cabinetId: string, command: string, lifeS: number): Promise<number>;
  outcome(cabinetId: string, n: number): Promise<CommandOutcome | undefined>;
  /** Tells a sensor to fetch a release; resolves with the command's number. None = it cannot. */
  sendRelease?(cabinetId: string, release: Release, lifeS: number): Promise<number>;
  /** The key of a sensor, 64 hexadecimal digits. */
  deviceKeyHex(cabinetId: string): string;
}

/** What a broker tells on its own while it runs. */
export interface BrokerListener {
  /** What it shows of a cabinet may have changed. */
  changed(cabinetId: string): void;
  /** It has told people that something is wrong with a cabinet, or that it is over. */
  alerted(alert: Alert): void;
  /** It has ended its process itself, e.g. because its disk is full; it can be started again. */
  died?(reason: string): void;
  /** It met an error that it had not foreseen, and goes on; one sentence. */
  failed?(sentence: string): void;
}

export interface Alert {
  readonly cabinetId: string;
  readonly code: string;
  readonly isOver: boolean;
}
