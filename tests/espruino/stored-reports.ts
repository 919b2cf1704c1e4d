/** The reports of one cabinet as they lie in the store of a broker process, read from outside. */
import Database from "better-sqlite3";
import type { Report } from "../../protocol/report";

/** The interpreter runs in real time; this is how often the store is looked at. */
const LOOK_INTERVAL_MS = 20;
const WAIT_MS_MAX = 60_000;

export class StoredReports {
  constructor(
    private readonly databasePath: string,
    private readonly cabinetId: string,
  ) {}

  /** All of them, oldest first. */
  all(): Report[] {
    const database = new Database(this.databasePath, { readonly: true });
    const rows = database
      .prepare<[string], { body: Buffer }>("SELECT body FROM reports WHERE id = ? ORDER BY row")
      .all(this.cabinetId);
    database.close();
    return rows.map(({ body }) => JSON.parse(body.toString("latin1")) as Report);
  }

  /** The first report that is `wanted`, as soon as it is stored. */
  async first(wanted: (report: Report) => boolean): Promise<Report> {
    const giveUpMs = Date.now() + WAIT_MS_MAX;
    while (Date.now() < giveUpMs) {
      const found = this.all().find(wanted);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
    }
    throw new Error(`No such report came: ${wanted}\n${JSON.stringify(this.all().at(-1))}`);
  }
}
