/**
 * The store on SQLite: one connection, write-ahead log, synchronous FULL, so that a commit is on
 * disk when it returns. Statements are prepared once.
 */
import type { Database } from "./database";
import type { SealedText } from "./seal";
import type {
  Change,
  LogRow,
  Store,
  StoredAct,
  StoredCabinet,
  StoredCommand,
  StoredRegistration,
  StoredReport,
} from "./store";

interface ReportColumns {
  readonly id: string;
  readonly boot: number;
  readonly seq: number;
  readonly receivedAtMs: number;
  readonly body: Buffer;
  readonly mac: string;
}

const REPORT_COLUMNS = "id, boot, seq, received_at_ms AS receivedAtMs, body, mac";

function storedReport(row: ReportColumns): StoredReport {
  return { ...row, body: row.body.toString("latin1") };
}

function upsertInto(database: Database, table: string) {
  const statement = database.prepare<[string, string, string]>(
    `INSERT INTO ${table} (id, text, seal) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET text = excluded.text, seal = excluded.seal`,
  );
  return (sealed: SealedText) => statement.run(sealed.id, sealed.text, sealed.seal);
}

/** A function that writes one change; to be called inside a transaction. */
function changeWriter(database: Database): (change: Change) => void {
  const insertReport = database.prepare<[string, number, number, number, Buffer, string]>(
    // A row that is already there under this number was found to be damaged, or the report would
    // have been taken for a repetition.
    `INSERT OR REPLACE INTO reports (id, boot, seq, received_at_ms, body, mac)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const insertLogRow = database.prepare<[number, number, string, string]>(
    "INSERT INTO log_rows (row, at_ms, day, json) VALUES (?, ?, ?, ?)",
  );
  const upsertFacts = upsertInto(database, "facts");
  const upsertAttempt = upsertInto(database, "attempts");
  const upsertLogged = upsertInto(database, "logged");
  const updateCommand = database.prepare<[string, string, string, string, number]>(
    "UPDATE commands SET state = ?, text = ?, seal = ? WHERE id = ? AND n = ?",
  );
  return ({ report, facts, attempt, logged, logRows, command }) => {
    if (report) {
      const { id, boot, seq, receivedAtMs, body, mac } = report;
      insertReport.run(id, boot, seq, receivedAtMs, Buffer.from(body, "latin1"), mac);
    }
    if (facts) upsertFacts(facts);
    if (attempt) upsertAttempt(attempt);
    if (logged) upsertLogged(logged);
    if (command) {
      const { state, text, seal, id, n } = command;
      updateCommand.run(state, text, seal, id, n);
    }
    for (const { row, atMs, day, json } of logRows ?? []) insertLogRow.run(row, atMs, day, json);
  };
}

class SqliteStore implements Store {
  private readonly commitAll: (changes: readonly Change[]) => void;
  private readonly selectVersion;
  private readonly selectReport;
  private readonly selectRegistrations;
  private readonly selectActs;
  private readonly selectLogRows;
  private readonly selectOpenCommands;
  private readonly selectCommand;

  constructor(private readonly database: Database) {
    const write = changeWriter(database);
    this.commitAll = database.transaction((changes: readonly Change[]) => {
      for (const change of changes) write(change);
    }).immediate;
    this.selectVersion = database.prepare<[], { readonly data_version: number }>(
      "PRAGMA data_version",
    );
    this.selectReport = database.prepare<[string, number, number], ReportColumns>(
      `SELECT ${REPORT_COLUMNS} FROM reports WHERE id = ? AND boot = ? AND seq = ?`,
    );
    this.selectRegistrations = database.prepare<[number], StoredRegistration>(
      "SELECT id, revision, text, seal FROM registrations WHERE revision > ? ORDER BY revision",
    );
    this.selectActs = database.prepare<[number], StoredAct>(
      "SELECT row, id, kind, date FROM acts WHERE row > ? ORDER BY row",
    );
    this.selectLogRows = database.prepare<[number, number], LogRow>(
      "SELECT row, at_ms AS atMs, day, json FROM log_rows WHERE row > ? ORDER BY row LIMIT ?",
    );
    this.selectOpenCommands = database.prepare<[], StoredCommand>(
      `SELECT id, n, state, text, seal FROM commands
       WHERE state IN ('queued', 'sent') ORDER BY id, n`,
    );
    this.selectCommand = database.prepare<[string, number], StoredCommand>(
      "SELECT id, n, state, text, seal FROM commands WHERE id = ? AND n = ?",
    );
  }

  async commit(changes: readonly Change[]): Promise<void> {
    this.commitAll(changes);
  }

  async cabinets(): Promise<readonly StoredCabinet[]> {
    const facts = this.sealedById("facts");
    const attempts = this.sealedById("attempts");
    const logged = this.sealedById("logged");
    const newest = this.database.prepare<[string], ReportColumns>(
      `SELECT ${REPORT_COLUMNS} FROM reports WHERE id = ? ORDER BY boot DESC, seq DESC LIMIT 1`,
    );
    return this.selectRegistrations.all(0).map((registration) => {
      const { id } = registration;
      const row = newest.get(id);
      return {
        registration,
        facts: facts.get(id),
        attempt: attempts.get(id),
        logged: logged.get(id),
        newestReport: row && storedReport(row),
      };
    });
  }

  async registrationsAfter(revision: number): Promise<readonly StoredRegistration[]> {
    return this.selectRegistrations.all(revision);
  }

  async actsAfter(row: number): Promise<readonly StoredAct[]> {
    return this.selectActs.all(row);
  }

  async foreignVersion(): Promise<number> {
    return this.selectVersion.get()?.data_version ?? 0;
  }

  async findReport(id: string, boot: number, seq: number): Promise<StoredReport | undefined> {
    const row = this.selectReport.get(id, boot, seq);
    return row && storedReport(row);
  }

  async *reportsOf(id: string): AsyncIterable<StoredReport> {
    const rows = this.database
      .prepare<[string], ReportColumns>(
        `SELECT ${REPORT_COLUMNS} FROM reports WHERE id = ? ORDER BY boot, seq`,
      )
      .all(id);
    for (const row of rows) yield storedReport(row);
  }

  async openCommands(): Promise<readonly StoredCommand[]> {
    return this.selectOpenCommands.all();
  }

  async findCommand(id: string, n: number): Promise<StoredCommand | undefined> {
    return this.selectCommand.get(id, n);
  }

  async logRowsAfter(row: number, limit: number): Promise<readonly LogRow[]> {
    return this.selectLogRows.all(row, limit);
  }

  async lastLogRow(): Promise<number> {
    const statement = this.database.prepare<[], { readonly last: number | null }>(
      "SELECT max(row) AS last FROM log_rows",
    );
    return statement.get()?.last ?? 0;
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private sealedById(table: "facts" | "attempts" | "logged"): Map<string, SealedText> {
    const rows = this.database.prepare<[], SealedText>(`SELECT id, text, seal FROM ${table}`).all();
    return new Map(rows.map((row) => [row.id, row]));
  }
}

/** A store on an open database, which it closes in the end. */
export function createSqliteStore(database: Database): Store {
  return new SqliteStore(database);
}
