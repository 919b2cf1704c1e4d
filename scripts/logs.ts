/** `npm run logs`: the technician log, from a running broker's data folder or a resting one's. */
import { realClock } from "../broker/clock";
import { formatLine } from "../broker/log/format-line";
import { readLog } from "../broker/log/read-log";
import { LOG_LEVELS } from "../broker/log/text";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand } from "./command-line";
import { dataOption, languageOption } from "./common-options";
import { readDurationMs } from "./duration";

void runCommand({
  name: "logs",
  summary: "Shows the technician log: one sentence per event, with the next step.",
  options: {
    data: dataOption,
    cabinet: { kind: "text", valueName: "ID", help: "only this cabinet" },
    since: { kind: "text", valueName: "2h", help: "only the last N s, m, h or d" },
    level: {
      kind: "choice",
      choices: LOG_LEVELS,
      default: "info",
      help: "only lines that matter at least this much",
    },
    follow: { kind: "flag", help: "go on with new lines until Ctrl-C" },
    json: { kind: "flag", help: "JSON Lines, both languages, for other programs" },
    lang: languageOption,
  },
  run: async (values) => {
    const { since, follow } = values;
    const agoMs = since === undefined ? undefined : readDurationMs("since", since);
    demandBrokerFolder(values.data);
    const stop = new AbortController();
    process.once("SIGINT", () => stop.abort());
    process.once("SIGTERM", () => stop.abort());
    const entries = readLog(
      {
        dataFolder: values.data,
        cabinetId: values.cabinet,
        sinceMs: agoMs === undefined ? undefined : Date.now() - agoMs,
        levelMin: values.level,
        follow,
      },
      { clock: realClock, signal: stop.signal },
    );
    for await (const entry of entries) {
      console.log(values.json ? JSON.stringify(entry) : formatLine(entry, values.lang));
    }
  },
});
