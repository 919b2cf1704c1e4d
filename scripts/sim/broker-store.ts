/**
 * Where a broker under test keeps its data: on a disk of the simulator, which can lose what was
 * not synced, or, faster, in a file that loses nothing. Both can be taken away from a broker that
 * is killed, and be read while none runs.
 */
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import type { Database, OpenDatabase } from "../../broker/store/database";
import { Disk } from "../../simulator/faults/disk";
import type { Random } from "../../simulator/fleet/random";
import { DiskDatabaseError, DiskDatabases } from "./disk-database";
import { loadSqliteOnDisk, type SqliteOnDisk } from "./sqlite-on-disk";

export type StoreKind = "disk-model" | "memory-file";

/** The data as one broker sees them, from its start to its end. */
export interface StoreSession {
  readonly open: OpenDatabase;
  /** The broker is dead: nothing that it still does reaches the data. */
  kill(): void;
}

export interface BrokerStore {
  isFull: boolean;
  begin(): StoreSession;
  /** The power goes; no session may be alive. */
  cutPower(): void;
  /** Reads the data without changing them, whether a broker runs or not. */
  read<Result>(query: (database: Database) => Result): Result;
}

const DATABASE_FILE = "aed.sqlite";

class DiskModelStore implements BrokerStore {
  private current: DiskDatabases | undefined;

  constructor(
    private readonly sqlite: SqliteOnDisk,
    readonly disk: Disk,
    private readonly random: Random,
  ) {}

  get isFull(): boolean {
    return this.disk.isFull;
  }

  set isFull(isFull: boolean) {
    this.disk.isFull = isFull;
  }

  begin(): StoreSession {
    const databases = this.mounted(this.disk);
    this.current = databases;
    return {
      open: () => databases.open(),
      kill: () => {
        if (this.current === databases) this.current = undefined;
        databases.kill();
      },
    };
  }

  cutPower(): void {
    this.disk.powerCut(this.random);
  }

  read<Result>(query: (database: Database) => Result): Result {
    const databases = this.current ?? this.mounted(this.disk.copy());
    const database = databases.open();
    try {
      return query(database);
    } finally {
      database.close();
    }
  }

  private mounted(disk: Disk): DiskDatabases {
    const mount = { disk, random: this.random.fork("sqlite"), isDead: false };
    return new DiskDatabases(this.sqlite, mount, DATABASE_FILE);
  }
}

/** A database handle that can be taken away, and that finds the disk full when it is. */
function guarded(database: Database, refusal: () => DiskDatabaseError | undefined): Database {
  const demand = () => {
    const error = refusal();
    if (error) throw error;
  };
  return {
    name: database.name,
    prepare: (sql) => database.prepare(sql),
    exec: (sql) => database.exec(sql),
    pragma: (text, options) => {
      // Its commits count as synced, so the host need not do it.
      return text.startsWith("synchronous") ? undefined : database.pragma(text, options);
    },
    transaction: (work) => {
      const transaction = database.transaction(work);
      return {
        immediate: (...parameters) => {
          demand();
          return transaction.immediate(...parameters);
        },
      };
    },
    close: () => database.close(),
  };
}

class MemoryFileStore implements BrokerStore {
  isFull = false;

  constructor(private readonly folder: string) {}

  begin(): StoreSession {
    const handles: Database[] = [];
    let isDead = false;
    const refusal = () => {
      if (isDead) return new DiskDatabaseError("the program was killed", "SQLITE_IOERR");
      if (this.isFull) return new DiskDatabaseError("database or disk is full", "SQLITE_FULL");
      return undefined;
    };
    return {
      open: () => {
        const database = this.opened();
        handles.push(database);
        return guarded(database, refusal);
      },
      kill: () => {
        isDead = true;
        for (const database of handles) database.close();
      },
    };
  }

  cutPower(): void {
    // Every commit counts as synced: this store is for runs whose matter is something else.
  }

  read<Result>(query: (database: Database) => Result): Result {
    const database = this.opened();
    try {
      return query(database);
    } finally {
      database.close();
    }
  }

  private opened(): Database {
    const file = new BetterSqlite(join(this.folder, DATABASE_FILE));
    file.pragma("synchronous = OFF");
    return file as unknown as Database;
  }
}

export interface BrokerStoreOptions {
  readonly kind: StoreKind;
  /** The broker's data folder. */
  readonly folder: string;
  readonly random: Random;
  /** The disk of "disk-model"; a new one when left out. */
  readonly disk?: Disk;
}

/** Makes a store without data. */
export async function createBrokerStore(options: BrokerStoreOptions): Promise<BrokerStore> {
  const { kind, folder, random, disk = new Disk() } = options;
  if (kind === "memory-file") return new MemoryFileStore(folder);
  return new DiskModelStore(await loadSqliteOnDisk(), disk, random.fork("disk"));
}
