/**
 * A database on a disk of the simulator, with the part of better-sqlite3's interface that the
 * broker uses. The file has one handle, which all who open it share.
 */
import type { Database, Statement } from "../../broker/store/database";
import type { Engine, EngineExports } from "./sqlite-engine";
import type { Mount, SqliteOnDisk } from "./sqlite-on-disk";

/** As in the builds of a server; the WebAssembly build has larger pages. */
const PAGE_BYTES = 4096;
/** Tells the engine to copy what is bound. */
const TRANSIENT = -1;
const SCRATCH_BYTES = 65_536;

/** An error of the engine, with its name as better-sqlite3 gives it. */
export class DiskDatabaseError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
    this.name = "DiskDatabaseError";
  }
}

/** The one handle of a file. */
class Handle {
  readonly call: EngineExports;
  private readonly database: number;
  private readonly scratch: number;
  private readonly statements = new Set<number>();
  private readonly keptStatements = new Map<string, number>();
  isDead = false;

  constructor(
    readonly engine: Engine,
    path: string,
  ) {
    const { wasm, capi } = engine;
    this.call = wasm.exports;
    this.scratch = wasm.alloc(SCRATCH_BYTES);
    const name = wasm.allocCString(path);
    const flags = capi.SQLITE_OPEN_CREATE | capi.SQLITE_OPEN_READWRITE;
    const code = this.call.sqlite3_open_v2(name, this.scratch, flags, 0);
    this.database = wasm.peek(this.scratch, "i32");
    wasm.dealloc(name);
    this.demand(code);
    this.call.sqlite3_extended_result_codes(this.database, 1);
  }

  get isInTransaction(): boolean {
    return this.call.sqlite3_get_autocommit(this.database) === 0;
  }

  /** Throws what a result code means, unless it is good. */
  demand(code: number): void {
    const { capi, wasm } = this.engine;
    if (code === capi.SQLITE_OK) return;
    const message = wasm.cstrToJs(this.call.sqlite3_errmsg(this.database)) ?? "no reason given";
    throw new DiskDatabaseError(message, capi.sqlite3_js_rc_str(code) ?? `SQLITE_${code}`);
  }

  demandAlive(): void {
    if (this.isDead) throw new DiskDatabaseError("the program was killed", "SQLITE_IOERR");
  }

  /** The statements of a text, one after the other. */
  *prepareAll(sql: string): Generator<number> {
    this.demandAlive();
    const { wasm } = this.engine;
    const text = wasm.allocCString(sql);
    try {
      for (let at = text; wasm.heap8u()[at] !== 0; ) {
        const [result, tail] = [this.scratch, this.scratch + 8];
        this.demand(this.call.sqlite3_prepare_v2(this.database, at, -1, result, tail));
        const statement = wasm.peek(result, "i32");
        at = wasm.peek(tail, "i32");
        if (statement === 0) continue;
        this.statements.add(statement);
        yield statement;
      }
    } finally {
      wasm.dealloc(text);
    }
  }

  /** The statement of a text, prepared once and kept: nobody would say when it is not needed. */
  kept(sql: string): number {
    const kept = this.keptStatements.get(sql);
    if (kept !== undefined) return kept;
    for (const statement of this.prepareAll(sql)) {
      this.keptStatements.set(sql, statement);
      return statement;
    }
    throw new RangeError("The text holds no statement.");
  }

  finalize(statement: number): void {
    this.statements.delete(statement);
    this.call.sqlite3_finalize(statement);
  }

  bind(statement: number, values: readonly unknown[]): void {
    const count = this.call.sqlite3_bind_parameter_count(statement);
    if (count !== values.length) {
      throw new RangeError(`The statement takes ${count} values and was given ${values.length}.`);
    }
    values.forEach((value, i) => {
      this.demand(this.bindOne(statement, i + 1, value));
    });
  }

  private bindOne(statement: number, index: number, value: unknown): number {
    const { call } = this;
    if (value === null) return call.sqlite3_bind_null(statement, index);
    if (typeof value === "number") {
      return Number.isSafeInteger(value)
        ? call.sqlite3_bind_int64(statement, index, BigInt(value))
        : call.sqlite3_bind_double(statement, index, value);
    }
    const isText = typeof value === "string";
    if (!isText && !(value instanceof Uint8Array)) {
      throw new TypeError(`A statement cannot take a value of type ${typeof value}.`);
    }
    const bytes = isText ? Buffer.from(value, "utf8") : value;
    const { wasm } = this.engine;
    const isLarge = bytes.length > SCRATCH_BYTES;
    const at = isLarge ? wasm.alloc(bytes.length) : this.scratch;
    wasm.heap8u().set(bytes, at);
    const bind = isText ? call.sqlite3_bind_text : call.sqlite3_bind_blob;
    const code = bind(statement, index, at, bytes.length, TRANSIENT);
    if (isLarge) wasm.dealloc(at);
    return code;
  }

  /** True when there is a row. */
  step(statement: number): boolean {
    const { capi } = this.engine;
    const code = this.call.sqlite3_step(statement);
    if (code === capi.SQLITE_ROW) return true;
    if (code === capi.SQLITE_DONE) return false;
    try {
      this.demand(code);
    } finally {
      this.call.sqlite3_reset(statement);
    }
    return false;
  }

  column(statement: number, column: number): unknown {
    const { call } = this;
    const { capi, wasm } = this.engine;
    const type = call.sqlite3_column_type(statement, column);
    if (type === capi.SQLITE_INTEGER) return Number(call.sqlite3_column_int64(statement, column));
    if (type === capi.SQLITE_FLOAT) return call.sqlite3_column_double(statement, column);
    if (type === capi.SQLITE_NULL) return null;
    const isText = type === capi.SQLITE_TEXT;
    const at = isText
      ? call.sqlite3_column_text(statement, column)
      : call.sqlite3_column_blob(statement, column);
    const bytes = call.sqlite3_column_bytes(statement, column);
    const copy = Buffer.from(wasm.heap8u().subarray(at, at + bytes));
    return isText ? copy.toString("utf8") : copy;
  }

  columnNames(statement: number): string[] {
    const names: string[] = [];
    for (let i = 0; i < this.call.sqlite3_column_count(statement); i++) {
      names.push(this.engine.wasm.cstrToJs(this.call.sqlite3_column_name(statement, i)) ?? "");
    }
    return names;
  }

  /** Gives the engine's memory back; what that would write is up to the mount. */
  close(): void {
    this.isDead = true;
    for (const statement of this.statements) this.call.sqlite3_finalize(statement);
    this.statements.clear();
    this.call.sqlite3_close_v2(this.database);
    this.engine.wasm.dealloc(this.scratch);
  }
}

/** All who prepare the same text share the statement; only one of them may be reading its rows. */
class DiskStatement<Parameters extends unknown[], Row> implements Statement<Parameters, Row> {
  private names: readonly string[] | undefined;

  constructor(
    private readonly handle: Handle,
    private readonly statement: number,
  ) {}

  run(...parameters: Parameters): void {
    for (const _row of this.iterate(...parameters)) break;
  }

  get(...parameters: Parameters): Row | undefined {
    for (const row of this.iterate(...parameters)) return row;
    return undefined;
  }

  all(...parameters: Parameters): Row[] {
    return [...this.iterate(...parameters)];
  }

  *iterate(...parameters: Parameters): Generator<Row> {
    const { handle, statement } = this;
    handle.demandAlive();
    handle.bind(statement, parameters);
    try {
      while (handle.step(statement)) yield this.row();
    } finally {
      if (!handle.isDead) handle.call.sqlite3_reset(statement);
    }
  }

  private row(): Row {
    this.names ??= this.handle.columnNames(this.statement);
    const row: Record<string, unknown> = {};
    for (const [i, name] of this.names.entries()) row[name] = this.handle.column(this.statement, i);
    return row as Row;
  }
}

class DiskDatabase implements Database {
  constructor(
    readonly name: string,
    private readonly handle: Handle,
    private readonly onClose: () => void,
  ) {}

  prepare<Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> {
    return new DiskStatement(this.handle, this.handle.kept(sql));
  }

  exec(sql: string): void {
    for (const statement of this.handle.prepareAll(sql)) this.drain(statement);
  }

  pragma(text: string, options?: { readonly simple: boolean }): unknown {
    for (const statement of this.handle.prepareAll(`PRAGMA ${text}`)) {
      const rows = new DiskStatement<[], Record<string, unknown>>(this.handle, statement);
      try {
        const all = rows.all();
        return options?.simple ? Object.values(all[0] ?? {})[0] : all;
      } finally {
        this.handle.finalize(statement);
      }
    }
    return undefined;
  }

  transaction<Parameters extends unknown[], Result>(work: (...parameters: Parameters) => Result) {
    return {
      immediate: (...parameters: Parameters): Result => {
        this.again("BEGIN IMMEDIATE");
        try {
          const result = work(...parameters);
          this.again("COMMIT");
          return result;
        } catch (error) {
          // The engine itself has rolled back after some of its errors.
          if (!this.handle.isDead && this.handle.isInTransaction) this.again("ROLLBACK");
          throw error;
        }
      },
    };
  }

  close(): void {
    this.onClose();
  }

  /** Carries out a statement that is asked for again and again. */
  private again(sql: "BEGIN IMMEDIATE" | "COMMIT" | "ROLLBACK"): void {
    this.handle.demandAlive();
    const statement = this.handle.kept(sql);
    this.handle.step(statement);
    this.handle.call.sqlite3_reset(statement);
  }

  private drain(statement: number): void {
    try {
      while (this.handle.step(statement));
    } finally {
      this.handle.finalize(statement);
    }
  }
}

/** One database file as one program sees it, from its start to its end. */
export class DiskDatabases {
  private handle: Handle | undefined;
  private users = 0;
  private readonly prefix: string;

  /** `path` is the name of the file on the disk of `mount`. */
  constructor(
    private readonly sqlite: SqliteOnDisk,
    private readonly mount: Mount,
    private readonly path: string,
  ) {
    this.prefix = sqlite.files.mount(mount);
  }

  /** Opens the file, or shares it when it is open. Throws DiskDatabaseError. */
  open(): Database {
    const handle = this.handle ?? new Handle(this.sqlite.engine, `${this.prefix}/${this.path}`);
    let isOpen = true;
    const database = new DiskDatabase(this.path, handle, () => {
      if (isOpen) this.users -= 1;
      isOpen = false;
      if (this.users === 0) this.end();
    });
    this.users += 1;
    if (this.handle) return database;
    this.handle = handle;
    database.pragma(`page_size = ${PAGE_BYTES}`);
    // Without shared memory the write-ahead log is for one handle.
    database.pragma("locking_mode = EXCLUSIVE");
    return database;
  }

  /** The program is killed: nothing that it does from now on changes the disk. */
  kill(): void {
    this.mount.isDead = true;
    this.end();
  }

  private end(): void {
    this.handle?.close();
    this.handle = undefined;
    this.sqlite.files.unmount(this.prefix);
  }
}
