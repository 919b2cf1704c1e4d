/**
 * The part of the WebAssembly build of SQLite that the disk model uses, with its true types: the
 * package's own differ from what it exports. Pointers are offsets into its memory.
 */
import sqlite3InitModule from "@sqlite.org/sqlite-wasm";

/** A C structure of the engine, made in its memory. */
interface Structure {
  readonly pointer: number;
  dispose(): void;
}

interface StructureType<Fields> {
  new (pointer?: number): Structure & Fields;
  readonly structInfo: { readonly sizeof: number };
}

type Methods = Readonly<Record<string, (...values: never[]) => number>>;

/** Functions of the C interface, called without any conversion. */
export interface EngineExports {
  sqlite3_open_v2(path: number, result: number, flags: number, vfs: number): number;
  sqlite3_close_v2(database: number): number;
  sqlite3_errmsg(database: number): number;
  sqlite3_extended_errcode(database: number): number;
  sqlite3_extended_result_codes(database: number, isOn: number): number;
  sqlite3_get_autocommit(database: number): number;
  sqlite3_prepare_v2(
    database: number,
    sql: number,
    bytes: number,
    result: number,
    tail: number,
  ): number;
  sqlite3_bind_int64(statement: number, index: number, value: bigint): number;
  sqlite3_bind_double(statement: number, index: number, value: number): number;
  sqlite3_bind_null(statement: number, index: number): number;
  sqlite3_bind_text(
    statement: number,
    index: number,
    text: number,
    bytes: number,
    destructor: number,
  ): number;
  sqlite3_bind_blob: EngineExports["sqlite3_bind_text"];
  sqlite3_bind_parameter_count(statement: number): number;
  sqlite3_step(statement: number): number;
  sqlite3_reset(statement: number): number;
  sqlite3_finalize(statement: number): number;
  sqlite3_column_count(statement: number): number;
  sqlite3_column_name(statement: number, column: number): number;
  sqlite3_column_type(statement: number, column: number): number;
  sqlite3_column_int64(statement: number, column: number): bigint;
  sqlite3_column_double(statement: number, column: number): number;
  sqlite3_column_text(statement: number, column: number): number;
  sqlite3_column_blob(statement: number, column: number): number;
  sqlite3_column_bytes(statement: number, column: number): number;
  sqlite3_randomness(count: number, target: number): void;
}

type Constant =
  | "OK"
  | "ROW"
  | "DONE"
  | "FULL"
  | "CANTOPEN"
  | "NOTFOUND"
  | "IOERR"
  | "IOERR_SHORT_READ"
  | "IOERR_WRITE"
  | "IOERR_TRUNCATE"
  | "IOERR_FSYNC"
  | "IOERR_DELETE"
  | "IOERR_DELETE_NOENT"
  | "IOCAP_POWERSAFE_OVERWRITE"
  | "OPEN_CREATE"
  | "OPEN_READWRITE"
  | "OPEN_DELETEONCLOSE"
  | "INTEGER"
  | "FLOAT"
  | "TEXT"
  | "NULL";

export interface Engine {
  readonly capi: Readonly<Record<`SQLITE_${Constant}`, number>> & {
    readonly sqlite3_io_methods: StructureType<{ $iVersion: number }>;
    readonly sqlite3_vfs: StructureType<{
      $iVersion: number;
      $szOsFile: number;
      $mxPathname: number;
      $zName: number;
    }>;
    readonly sqlite3_file: StructureType<{ $pMethods: number }>;
    /** The name of a result code. */
    sqlite3_js_rc_str(code: number): string | undefined;
  };
  readonly vfs: {
    installVfs(options: {
      readonly io: { readonly struct: Structure; readonly methods: Methods };
      readonly vfs: {
        readonly struct: Structure;
        readonly methods: Methods;
        readonly asDefault: boolean;
      };
    }): void;
  };
  readonly wasm: {
    readonly exports: EngineExports;
    alloc(bytes: number): number;
    dealloc(pointer: number): void;
    allocCString(text: string): number;
    cstrToJs(pointer: number): string | null;
    cstrncpy(target: number, source: number, bytes: number): number;
    heap8u(): Uint8Array;
    peek(pointer: number, type: "i32"): number;
    poke(pointer: number, value: number, type: "i32" | "i64" | "double"): void;
  };
}

/** Loads the engine; each call gives one with memory of its own. */
export async function loadEngine(): Promise<Engine> {
  return (await sqlite3InitModule()) as unknown as Engine;
}
