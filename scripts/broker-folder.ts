/** The data folder of a broker that has run before: commands beside it must not make another. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./command-line";

const KEY_FILE = "master.key";

/** Throws a UsageError when no broker has run in `folder`. */
export function demandBrokerFolder(folder: string): void {
  if (existsSync(join(folder, KEY_FILE))) return;
  throw new UsageError(
    `No broker has run in "${folder}". Name its data folder with --data; ` +
      "npm start keeps its data in data/simulation.",
  );
}
