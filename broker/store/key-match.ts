/**
 * Finds out whether the master key is the one that the database was written with, so that a key
 * of another installation does not look like damage everywhere.
 */
import { brokerError } from "../errors";
import type { Database } from "./database";
import type { SealedKind, SealedText, Sealer } from "./seal";

const SEALED_TABLES: readonly (readonly [table: string, kind: SealedKind])[] = [
  ["registrations", "registration"],
  ["facts", "facts"],
  ["attempts", "attempt"],
  ["logged", "logged"],
  ["commands", "command"],
];

/**
 * Throws MASTER_KEY_FOREIGN when there are registrations and nothing that is stored opens with
 * the key. One row that opens is enough: the others are then damaged and not foreign.
 */
export function demandMatchingKey(database: Database, sealer: Sealer): void {
  if (!database.prepare("SELECT 1 FROM registrations LIMIT 1").get()) return;
  for (const [table, kind] of SEALED_TABLES) {
    const rows = database.prepare<[], SealedText>(`SELECT id, text, seal FROM ${table}`);
    for (const row of rows.iterate()) {
      if (sealer.open(kind, row) !== undefined) return;
    }
  }
  throw brokerError("MASTER_KEY_FOREIGN", { path: database.name });
}
