/**
 * What the broker needs of an open database: the part of better-sqlite3 that it uses, so that a
 * run can put another engine in its place, on a disk that fails.
 */

export interface Statement<Parameters extends unknown[], Row> {
  run(...parameters: Parameters): unknown;
  get(...parameters: Parameters): Row | undefined;
  all(...parameters: Parameters): Row[];
  iterate(...parameters: Parameters): Iterable<Row>;
}

export interface Database {
  /** The path that it was opened with. */
  readonly name: string;
  prepare<Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row>;
  exec(sql: string): unknown;
  pragma(text: string, options?: { readonly simple: boolean }): unknown;
  transaction<Parameters extends unknown[], Result>(
    work: (...parameters: Parameters) => Result,
  ): { immediate(...parameters: Parameters): Result };
  close(): unknown;
}

/** Opens the database at a path, made when absent. Errors carry SQLite's name as `code`. */
export type OpenDatabase = (path: string) => Database;
