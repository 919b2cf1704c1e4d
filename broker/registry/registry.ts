/**
 * The registry of cabinets, for the broker and for every command that changes it: all of them open
 * the same data folder, and the broker notices what the others wrote. Also gives the device keys
 * that provisioning writes into sensors.
 */
import { DEVICE_KEY_VERSION, deriveDeviceKey } from "../../protocol/host/authenticator";
import type { Report } from "../../protocol/report";
import type { LoginOrder } from "../auth/login";
import { brokerError } from "../errors";
import { type DataFolder, openDataFolder } from "../store/data-folder";
import type { Database } from "../store/database";
import { demandMatchingKey } from "../store/key-match";
import { createSealer, type SealedText, type Sealer } from "../store/seal";
import { openDatabase } from "../store/sqlite-database";
import type { StoredRegistration } from "../store/store";
import { demandRegistration, type NewRegistration, type Registration } from "./registration";
import { applyAct, type TechnicianAct } from "./technician-act";

export interface Registry {
  /** Registers cabinets or replaces what is registered, all of them or none. */
  register(registrations: readonly NewRegistration[], nowMs: number): Promise<void>;
  /** Records what a technician did; returns the registration after it. */
  recordAct(act: TechnicianAct, nowMs: number): Promise<Registration>;
  list(): Promise<readonly Registration[]>;
  /** Throws CABINET_UNKNOWN. */
  get(cabinetId: string): Promise<Registration>;
  /** The first boot number that the broker will accept from a sensor of this cabinet. */
  nextBoot(cabinetId: string): Promise<number>;
  /** The reports of a cabinet that came behind (boot, seq), in order; bodies as they came. */
  reportsBehind(cabinetId: string, boot: number, seq: number): Promise<readonly Report[]>;
  /** The key that goes into the sensor of a cabinet, as 64 hexadecimal digits. */
  deviceKeyHex(cabinetId: string): string;
  close(): Promise<void>;
}

/** What a registration has that was stored before cabinets had positions, or given without one. */
const NO_POSITION = { latitude: null, longitude: null } as const;

class SqliteRegistry implements Registry {
  private readonly selectOne;
  private readonly selectAll;
  private readonly upsert;
  private readonly insertAct;
  private readonly nextRevision;
  private readonly selectAttempt;
  private readonly selectNewestBoot;
  private readonly selectBehind;

  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly masterKey: Uint8Array,
    private readonly onChange: () => Promise<void>,
  ) {
    this.selectOne = database.prepare<[string], StoredRegistration>(
      "SELECT id, revision, text, seal FROM registrations WHERE id = ?",
    );
    this.selectAll = database.prepare<[], StoredRegistration>(
      "SELECT id, revision, text, seal FROM registrations ORDER BY id",
    );
    this.upsert = database.prepare<[string, number, string, string]>(
      `INSERT INTO registrations (id, revision, text, seal) VALUES (?, ?, ?, ?) ON CONFLICT (id)
       DO UPDATE SET revision = excluded.revision, text = excluded.text, seal = excluded.seal`,
    );
    this.insertAct = database.prepare<[string, string, string | null, number]>(
      "INSERT INTO acts (id, kind, date, at_ms) VALUES (?, ?, ?, ?)",
    );
    this.nextRevision = database.prepare<[], { readonly revision: number }>(
      "SELECT coalesce(max(revision), 0) + 1 AS revision FROM registrations",
    );
    this.selectAttempt = database.prepare<[string], SealedText>(
      "SELECT id, text, seal FROM attempts WHERE id = ?",
    );
    this.selectNewestBoot = database.prepare<[string], { readonly boot: number | null }>(
      "SELECT max(boot) AS boot FROM reports WHERE id = ?",
    );
    this.selectBehind = database.prepare<[string, number, number], { readonly body: Buffer }>(
      "SELECT body FROM reports WHERE id = ? AND (boot, seq) > (?, ?) ORDER BY boot, seq",
    );
  }

  async register(registrations: readonly NewRegistration[], nowMs: number): Promise<void> {
    for (const registration of registrations) demandRegistration(registration, nowMs);
    await this.inTransaction(() => {
      for (const registration of registrations) {
        const stored = this.selectOne.get(registration.id);
        const before = stored && openRegistration(stored, this.sealer);
        const confirmedAtMs = before?.confirmedAtMs ?? null;
        this.write({ ...NO_POSITION, ...registration, confirmedAtMs });
      }
    });
  }

  async recordAct(act: TechnicianAct, nowMs: number): Promise<Registration> {
    return this.inTransaction(() => {
      const after = applyAct(this.demand(act.cabinetId), act, nowMs);
      this.write(after);
      this.insertAct.run(act.cabinetId, act.kind, act.date ?? null, nowMs);
      return after;
    });
  }

  async list(): Promise<readonly Registration[]> {
    return this.selectAll.all().flatMap((row) => openRegistration(row, this.sealer) ?? []);
  }

  async get(cabinetId: string): Promise<Registration> {
    return this.demand(cabinetId);
  }

  async nextBoot(cabinetId: string): Promise<number> {
    const stored = this.selectAttempt.get(cabinetId);
    const login = stored && (this.sealer.open("attempt", stored) as LoginOrder | undefined);
    const reported = this.selectNewestBoot.get(cabinetId)?.boot ?? 0;
    return Math.max(login?.boot ?? 0, reported) + 1;
  }

  async reportsBehind(cabinetId: string, boot: number, seq: number): Promise<readonly Report[]> {
    const rows = this.selectBehind.all(cabinetId, boot, seq);
    return rows.map(({ body }) => JSON.parse(body.toString("latin1")) as Report);
  }

  deviceKeyHex(cabinetId: string): string {
    return deriveDeviceKey(this.masterKey, cabinetId, DEVICE_KEY_VERSION).toString("hex");
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private demand(cabinetId: string): Registration {
    const stored = this.selectOne.get(cabinetId);
    const registration = stored && openRegistration(stored, this.sealer);
    if (!registration) throw brokerError("CABINET_UNKNOWN", { cabinet: cabinetId });
    return registration;
  }

  private write(registration: Registration): void {
    const { id, text, seal } = this.sealer.seal("registration", registration.id, registration);
    if (this.selectOne.get(id)?.text === text) return;
    this.upsert.run(id, this.nextRevision.get()?.revision ?? 1, text, seal);
  }

  private async inTransaction<Result>(work: () => Result): Promise<Result> {
    const result = this.database.transaction(work).immediate();
    await this.onChange();
    return result;
  }
}

/** The registration in a stored row; undefined when the row is not what was written. */
export function openRegistration(
  stored: StoredRegistration,
  sealer: Sealer,
): Registration | undefined {
  const opened = sealer.open("registration", stored) as Registration | undefined;
  return opened && { ...NO_POSITION, ...opened };
}

/** The registry of an open data folder; each write through it waits for `onChange`. */
export function registryOf(folder: DataFolder, onChange: () => Promise<void>): Registry {
  const database = openDatabase(folder.databasePath, false, folder.open);
  const sealer = createSealer(folder.masterKey);
  try {
    demandMatchingKey(database, sealer);
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteRegistry(database, sealer, folder.masterKey, onChange);
}

/**
 * Opens the registry of `dataFolder`, making folder, key and database when absent; works while a
 * broker runs on it and while none does. Throws errors of the catalogue.
 */
export async function openRegistry(dataFolder: string): Promise<Registry> {
  return registryOf(openDataFolder(dataFolder), async () => {});
}
