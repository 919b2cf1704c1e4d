/**
 * Where commands are handed in, by the broker itself or by a program beside it: gives them their
 * number, puts them on disk, and tells what has become of them. The broker sends them.
 */
import { isAuthentic } from "../../protocol/frame";
import { nextCommandNumber } from "../../protocol/host/messages";
import { readReport } from "../../protocol/host/schemas";
import { topicOf } from "../../protocol/topics";
import { createDeviceKeys } from "../auth/device-keys";
import { brokerError } from "../errors";
import { COMMANDS_OPEN_MAX } from "../limits";
import { type DataFolder, openDataFolder } from "../store/data-folder";
import type { Database } from "../store/database";
import { demandMatchingKey } from "../store/key-match";
import { createSealer, type Sealer } from "../store/seal";
import { openDatabase } from "../store/sqlite-database";
import type { StoredCommand } from "../store/store";
import { type CommandOrder, demandOrder } from "./command-order";
import { type CommandRecord, isOpen, openCommand, sealCommand } from "./command-record";

export interface CommandDesk {
  /** Queues orders, all of them or none. Throws CABINET_UNKNOWN or COMMAND_INVALID. */
  queue(orders: readonly CommandOrder[], nowMs: number): Promise<readonly CommandRecord[]>;
  /** A command as it stands; undefined when there is none, or its row is damaged. */
  find(cabinetId: string, n: number): Promise<CommandRecord | undefined>;
  /**
   * The version for the next change of a sensor's settings: above what it runs by its newest
   * report, and above what is on its way. Undefined when it has never reported.
   */
  nextConfigVersion(cabinetId: string): Promise<number | undefined>;
  close(): Promise<void>;
}

class SqliteCommandDesk implements CommandDesk {
  private readonly selectRegistration;
  private readonly selectLastNumber;
  private readonly selectOpen;
  private readonly selectOne;
  private readonly insert;
  private readonly selectNewestReport;

  constructor(
    private readonly database: Database,
    private readonly folder: DataFolder,
    private readonly sealer: Sealer,
    private readonly onChange: () => Promise<void>,
  ) {
    const columns = "id, n, state, text, seal";
    this.selectRegistration = database.prepare<[string]>(
      "SELECT 1 FROM registrations WHERE id = ?",
    );
    this.selectLastNumber = database.prepare<[string], { readonly n: number | null }>(
      "SELECT max(n) AS n FROM commands WHERE id = ?",
    );
    this.selectOpen = database.prepare<[string], StoredCommand>(
      `SELECT ${columns} FROM commands WHERE id = ? AND state IN ('queued', 'sent') ORDER BY n`,
    );
    this.selectOne = database.prepare<[string, number], StoredCommand>(
      `SELECT ${columns} FROM commands WHERE id = ? AND n = ?`,
    );
    this.insert = database.prepare<[string, number, string, string, string]>(
      `INSERT INTO commands (${columns}) VALUES (?, ?, ?, ?, ?)`,
    );
    this.selectNewestReport = database.prepare<[string], { body: Buffer; mac: string }>(
      "SELECT body, mac FROM reports WHERE id = ? ORDER BY boot DESC, seq DESC LIMIT 1",
    );
  }

  async queue(orders: readonly CommandOrder[], nowMs: number): Promise<readonly CommandRecord[]> {
    for (const order of orders) demandOrder(order);
    const write = this.database.transaction(() => orders.map((order) => this.write(order, nowMs)));
    const records = write.immediate();
    await this.onChange();
    return records;
  }

  async find(cabinetId: string, n: number): Promise<CommandRecord | undefined> {
    const stored = this.selectOne.get(cabinetId, n);
    return stored && openCommand(stored, this.sealer);
  }

  async nextConfigVersion(cabinetId: string): Promise<number | undefined> {
    const running = this.runningConfig(cabinetId);
    if (running === undefined) return undefined;
    const coming = this.openOf(cabinetId).map(({ arguments: { settings } }) => {
      return Number(settings?.version ?? 0);
    });
    return Math.max(running, ...coming) + 1;
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private write(order: CommandOrder, nowMs: number): CommandRecord {
    const { cabinetId: id, do: name, lifeS } = order;
    if (!this.selectRegistration.get(id)) throw brokerError("CABINET_UNKNOWN", { cabinet: id });
    if (this.openOf(id).length >= COMMANDS_OPEN_MAX) {
      const problem = `${COMMANDS_OPEN_MAX} commands wait for it already; let them end first`;
      throw brokerError("COMMAND_INVALID", { cabinet: id, command: name, problem });
    }
    const nowS = Math.floor(nowMs / 1000);
    const record: CommandRecord = {
      id,
      n: nextCommandNumber(this.selectLastNumber.get(id)?.n ?? 0, nowS),
      atMs: nowMs,
      untilS: nowS + lifeS,
      do: name,
      arguments: order.arguments ?? {},
      state: "queued",
      reason: null,
      detail: null,
      sentAtMs: null,
      endedAtMs: null,
    };
    const { n, state, text, seal } = sealCommand(record, this.sealer);
    this.insert.run(id, n, state, text, seal);
    return record;
  }

  private openOf(cabinetId: string): CommandRecord[] {
    const rows = this.selectOpen.all(cabinetId);
    return rows.flatMap((row) => openCommand(row, this.sealer) ?? []).filter(isOpen);
  }

  private runningConfig(cabinetId: string): number | undefined {
    const row = this.selectNewestReport.get(cabinetId);
    if (!row) return undefined;
    const body = row.body.toString("latin1");
    const authenticate = createDeviceKeys(this.folder.masterKey).derived(cabinetId);
    const topic = topicOf(cabinetId, "report");
    if (!isAuthentic(topic, { body, mac: row.mac }, authenticate)) return undefined;
    const checked = readReport(body);
    return "value" in checked ? checked.value.node.config : undefined;
  }
}

/** The desk of an open data folder; each order through it waits for `onChange`. */
export function commandDeskOf(folder: DataFolder, onChange: () => Promise<void>): CommandDesk {
  const database = openDatabase(folder.databasePath, false, folder.open);
  const sealer = createSealer(folder.masterKey);
  try {
    demandMatchingKey(database, sealer);
    return new SqliteCommandDesk(database, folder, sealer, onChange);
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the desk of `dataFolder`; works while a broker runs on it, which takes orders in within a
 * second, and while none does. Throws errors of the catalogue.
 */
export async function openCommandDesk(dataFolder: string): Promise<CommandDesk> {
  return commandDeskOf(openDataFolder(dataFolder), async () => {});
}
