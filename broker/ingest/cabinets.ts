/**
 * The cabinets as the broker knows them at this moment: registration, facts, what the log has
 * said. Loads them from the store, distrusting every row, and answers what their status is.
 */
import { isAuthentic } from "../../protocol/frame";
import { withKnownCodes } from "../../protocol/host/known-codes";
import { readReport } from "../../protocol/host/schemas";
import { COUNTER_MAX } from "../../protocol/limits";
import type { Report } from "../../protocol/report";
import { topicOf } from "../../protocol/topics";
import type { DeviceKeys } from "../auth/device-keys";
import type { LoginOrder } from "../auth/login";
import { type Logged, NOTHING_LOGGED } from "../log/transitions";
import { applyReport, type Facts, isNewer } from "../readiness/facts";
import { REPORT_GRACE_S } from "../readiness/limits";
import { type Status, status } from "../readiness/status";
import type { Registration } from "../registry/registration";
import { openRegistration } from "../registry/registry";
import type { Sealer } from "../store/seal";
import type { Store, StoredCabinet, StoredRegistration, StoredReport } from "../store/store";

/** What the status of a cabinet is judged by, besides its registration. */
export interface Evidence {
  facts: Facts | undefined;
  /** True when what is stored was found changed, until a new current report. */
  isDamaged: boolean;
  /** How often the broker's clock had fallen back when the newest current report came. */
  clockEpoch: number;
  /** True while no report has come since this broker started. */
  isFromEarlierRun: boolean;
}

/** One cabinet; the fields change only after what they say is on disk. */
export interface Cabinet extends Evidence {
  readonly id: string;
  /** Undefined when the stored registration was found changed. */
  registration: Registration | undefined;
  newestLogin: LoginOrder | undefined;
  newestReport: StoredReport | undefined;
  logged: Logged;
  /** Until when its silence is not told, because this server itself was off. */
  silenceHeldUntilMs: number | undefined;
  readonly counters: Map<string, number>;
}

export interface CabinetsOptions {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly keys: DeviceKeys;
  readonly isSimulation: boolean;
}

/** Rules for a cabinet whose registration cannot be trusted: nothing of it counts. */
const NO_RULES = {
  timeZone: "UTC",
  requiredChecks: [],
  padsExpireOn: null,
  batteryExpireOn: null,
  bodyExpireOn: null,
  isSimulated: false,
  confirmedAtMs: null,
} as const;

/** The evidence of a cabinet as it stands. */
export function evidenceOf(cabinet: Cabinet): Evidence {
  const { facts, isDamaged, clockEpoch, isFromEarlierRun } = cabinet;
  return { facts, isDamaged, clockEpoch, isFromEarlierRun };
}

export class Cabinets {
  private readonly byId = new Map<string, Cabinet>();
  /** Rises each time the broker's clock falls back. */
  private clockEpoch = 0;
  private revision = 0;

  constructor(private readonly options: CabinetsOptions) {}

  /** Reads everything; rows that were changed on disk make their cabinet unknown. */
  async load(startedAtMs: number): Promise<void> {
    for (const stored of await this.options.store.cabinets()) {
      const cabinet = this.add(stored.registration);
      const newestReport = this.authenticReport(stored.newestReport);
      const facts = this.soundFacts(stored);
      cabinet.isDamaged = this.isDamaged(stored, facts, newestReport);
      cabinet.facts = facts ?? (await this.rebuiltFacts(cabinet.id, startedAtMs));
      cabinet.isFromEarlierRun = true;
      cabinet.newestReport = newestReport && stored.newestReport;
      cabinet.newestLogin = this.loginOf(stored, cabinet.facts);
      const { logged } = stored;
      const opened = logged && this.options.sealer.open("logged", logged);
      cabinet.logged = { ...NOTHING_LOGGED, ...(opened as Partial<Logged> | undefined) };
      const dueS = newestReport?.dueS ?? 0;
      cabinet.silenceHeldUntilMs = startedAtMs + (dueS + REPORT_GRACE_S) * 1000;
    }
  }

  /** Takes over registrations that were written since; returns the ids they belong to. */
  async reload(): Promise<readonly string[]> {
    const changed = await this.options.store.registrationsAfter(this.revision);
    return changed.map((stored) => this.add(stored).id);
  }

  get(id: string): Cabinet | undefined {
    return this.byId.get(id);
  }

  all(): IterableIterator<Cabinet> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  /** Makes all evidence so far doubtful: the broker's clock has fallen back. */
  doubtClock(): void {
    this.clockEpoch += 1;
  }

  /** When the newest evidence of any cabinet came, milliseconds since 1970; 0 without any. */
  newestEvidenceMs(): number {
    const times = [...this.all()].map(({ facts }) => facts?.receivedAtMs ?? 0);
    return times.reduce((newest, time) => Math.max(newest, time), 0);
  }

  /** The evidence of a cabinet after a report made `facts` of it. */
  evidenceAfter(cabinet: Cabinet, facts: Facts): Evidence {
    const before = evidenceOf(cabinet);
    // Nothing is left to tell whether the AED was ever out.
    const isUnbound = before.isDamaged && !before.facts;
    const after = isUnbound ? { ...facts, returnedAtMs: facts.receivedAtMs } : facts;
    if (!facts.isCurrent) return { ...before, facts: after, isFromEarlierRun: false };
    const { clockEpoch } = this;
    return { facts: after, isDamaged: false, clockEpoch, isFromEarlierRun: false };
  }

  /** The status of a cabinet at `nowMs`, by the evidence it has or by other. */
  statusOf(cabinet: Cabinet, nowMs: number, evidence: Evidence = evidenceOf(cabinet)): Status {
    return status({
      facts: evidence.facts,
      rules: cabinet.registration ?? NO_RULES,
      nowMs,
      isSimulation: this.options.isSimulation,
      isDamaged: evidence.isDamaged || !cabinet.registration,
      isFromEarlierRun: evidence.isFromEarlierRun,
      isClockDoubtful: evidence.clockEpoch < this.clockEpoch,
    });
  }

  private add(stored: StoredRegistration): Cabinet {
    this.revision = Math.max(this.revision, stored.revision);
    const registration = openRegistration(stored, this.options.sealer);
    const known = this.byId.get(stored.id);
    if (known) {
      known.registration = registration;
      return known;
    }
    const cabinet: Cabinet = {
      id: stored.id,
      registration,
      facts: undefined,
      isDamaged: false,
      isFromEarlierRun: false,
      newestLogin: undefined,
      newestReport: undefined,
      logged: NOTHING_LOGGED,
      silenceHeldUntilMs: undefined,
      clockEpoch: this.clockEpoch,
      counters: new Map(),
    };
    this.byId.set(stored.id, cabinet);
    return cabinet;
  }

  /** The report in a stored row; undefined when the row is not what the device signed. */
  private authenticReport(stored: StoredReport | undefined): Report | undefined {
    if (!stored) return undefined;
    const { id, boot, seq, body, mac } = stored;
    const topic = topicOf(id, "report");
    if (!isAuthentic(topic, { body, mac }, this.options.keys.of(id))) return undefined;
    const checked = readReport(body);
    if ("problem" in checked) return undefined;
    const report = withKnownCodes(checked.value);
    return report.boot === boot && report.seq === seq ? report : undefined;
  }

  /** The stored facts, if they are what was stored and not older than the newest report. */
  private soundFacts({ facts: sealed, newestReport }: StoredCabinet): Facts | undefined {
    const facts = sealed && (this.options.sealer.open("facts", sealed) as Facts | undefined);
    return facts && newestReport && isNewer(newestReport, facts) ? undefined : facts;
  }

  /** True unless facts and newest report are both there, sound, and speak of the same. */
  private isDamaged(
    stored: StoredCabinet,
    facts: Facts | undefined,
    newest: Report | undefined,
  ): boolean {
    if (!stored.facts && !stored.newestReport) return false;
    return !facts || facts.boot !== newest?.boot || facts.seq !== newest.seq;
  }

  /**
   * Facts from all authentic rows, to keep what they latched. What the lost ones said of the AED's
   * absence nobody knows, so it has to be confirmed.
   */
  private async rebuiltFacts(id: string, startedAtMs: number): Promise<Facts | undefined> {
    let facts: Facts | undefined;
    for await (const stored of this.options.store.reportsOf(id)) {
      const report = this.authenticReport(stored);
      if (report) facts = applyReport(facts, report, stored.receivedAtMs);
    }
    return facts && { ...facts, returnedAtMs: startedAtMs };
  }

  private loginOf(stored: StoredCabinet, facts: Facts | undefined): LoginOrder | undefined {
    const opened = stored.attempt && this.options.sealer.open("attempt", stored.attempt);
    if (opened) return opened as LoginOrder;
    // The attempts of this boot are not known any more, so none of them may be used again.
    return facts && { boot: facts.boot, n: COUNTER_MAX };
  }
}
