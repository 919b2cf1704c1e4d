/**
 * A table of cabinets to register, as a spreadsheet saves it: comma-separated values, the names of
 * the options in the first row. Reads it and judges each row; registers nothing.
 */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { NewRegistration, Registration } from "../broker/registry/registration";
import { UsageError } from "./command-line";
import {
  demandReplaceable,
  REQUEST_NAMES,
  type RegistrationRequest,
  type RequestName,
  registrationOf,
} from "./registration-request";
import { type TableText, tableText } from "./table-text";

/** Rows of one table, its header not counted; as many as a broker has connections. */
export const TABLE_ROWS_MAX = 20_000;

export interface TableRow {
  /** As the spreadsheet numbers it: the header is row 1. */
  readonly row: number;
  readonly request: RegistrationRequest;
  /** The row cannot be read as cabinet at all. */
  readonly problem?: string;
}

export interface Table {
  readonly encoding: TableText["encoding"];
  readonly rows: readonly TableRow[];
}

function readCells(text: string, path: string): readonly (readonly string[])[] {
  try {
    return parse(text, { relax_column_count: true, trim: true }) as string[][];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--csv "${path}" is no table of comma-separated values: ${reason}.`);
  }
}

function readHeader(cells: readonly string[], path: string): readonly RequestName[] {
  const names = cells.map((cell) => cell.toLowerCase());
  const known = `The columns are ${REQUEST_NAMES.join(", ")}.`;
  for (const [index, name] of names.entries()) {
    if (!(REQUEST_NAMES as readonly string[]).includes(name)) {
      throw new UsageError(`--csv "${path}" has an unknown column "${cells[index]}". ${known}`);
    }
    if (names.indexOf(name) !== index) {
      throw new UsageError(
        `--csv "${path}" has the column "${name}" twice. Leave one of them out.`,
      );
    }
  }
  if (!names.includes("id")) throw new UsageError(`--csv "${path}" has no column "id". ${known}`);
  return names as RequestName[];
}

/** An empty cell tells nothing, like an option that is left out. */
function readRow(cells: readonly string[], header: readonly RequestName[], row: number): TableRow {
  const told = header.flatMap((name, index) => {
    const cell = cells[index] ?? "";
    return cell === "" ? [] : [[name, cell] as const];
  });
  const request: RegistrationRequest = Object.fromEntries(told);
  if (cells.length === header.length) return { row, request };
  const problem =
    `it has ${cells.length} cells, the header has ${header.length}. ` +
    "Put a text that contains a comma into double quotes.";
  return { row, request, problem };
}

/** The table in the bytes of a file; rows that are empty are left out, but counted. */
export function readTable(bytes: Uint8Array, path: string): Table {
  const read = tableText(bytes);
  if (!read) {
    throw new UsageError(
      `--csv "${path}" is no text in UTF-8 or CP949. Save the table as "CSV UTF-8" and try again.`,
    );
  }
  const [headerCells = [""], ...rest] = readCells(read.text, path);
  const header = readHeader(headerCells, path);
  const filled = rest.flatMap((cells, index) => {
    return cells.some((cell) => cell !== "") ? [readRow(cells, header, index + 2)] : [];
  });
  if (filled.length === 0) throw new UsageError(`--csv "${path}" has no row below its header.`);
  if (filled.length > TABLE_ROWS_MAX) {
    const found = `${filled.length} rows; at most ${TABLE_ROWS_MAX} are taken at once`;
    throw new UsageError(`--csv "${path}" has ${found}. Divide it into several files.`);
  }
  return { encoding: read.encoding, rows: filled };
}

/** The table in a file; throws a UsageError when there is none. */
export function readTableFile(path: string): Table {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--csv "${path}" cannot be read (${reason}). Check the name of the file.`);
  }
  return readTable(bytes, path);
}

export interface RowVerdict {
  readonly row: number;
  /** As the row tells it, good or bad. */
  readonly id: string;
  readonly registration?: NewRegistration;
  /** What is wrong, and then there is no registration. */
  readonly problem?: string;
}

export interface JudgeOptions {
  readonly known: readonly Registration[];
  readonly isReplacing: boolean;
  readonly nowMs: number;
}

/** What becomes of each row: a registration, or one sentence on what is wrong with it. */
export function judgeRows(rows: readonly TableRow[], options: JudgeOptions): RowVerdict[] {
  const known = new Map(options.known.map((registered) => [registered.id, registered]));
  const rowOfId = new Map<string, number>();
  return rows.map(({ row, request, problem }): RowVerdict => {
    const { id = "" } = request;
    const before = known.get(id);
    const earlierRow = rowOfId.get(id);
    rowOfId.set(id, earlierRow ?? row);
    try {
      if (problem !== undefined) throw new UsageError(problem);
      const context = { known: before, nowMs: options.nowMs, nameOf: (name: string) => name };
      const registration = registrationOf(request, context);
      if (earlierRow !== undefined) {
        throw new UsageError(`${id} is in row ${earlierRow} already. Leave one of the two out.`);
      }
      demandReplaceable(before, options.isReplacing);
      return { row, id, registration };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { row, id, problem: error.message };
    }
  });
}

/** The line of the report on one row. */
export function verdictLine({ row, id, registration, problem }: RowVerdict): string {
  if (!registration) return `row ${row}: ${id === "" ? "" : `${id}: `}${problem}`;
  return `row ${row}: ${id}, ${registration.siteEn} (${registration.placeEn}), ok`;
}
