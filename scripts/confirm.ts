/** `npm run confirm`: records what a technician did that no sensor can see. */
import { openRegistry } from "../broker/registry/registry";
import { TECHNICIAN_ACTS } from "../broker/registry/technician-act";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand } from "./command-line";
import { dataOption } from "./common-options";

void runCommand({
  name: "confirm",
  summary: "Records what a technician did at a cabinet; a running broker takes it in at once.",
  options: {
    cabinet: { kind: "text", valueName: "ID", isRequired: true, help: "the cabinet" },
    act: {
      kind: "choice",
      choices: TECHNICIAN_ACTS,
      default: "aed-confirmed",
      help: "what was done; aed-confirmed means: the AED in it is the registered one",
    },
    date: { kind: "text", valueName: "YYYY-MM-DD", help: "last good day of a new part" },
    data: dataOption,
  },
  run: async ({ cabinet, act, date, data }) => {
    demandBrokerFolder(data);
    const registry = await openRegistry(data);
    const done = { cabinetId: cabinet, kind: act, ...(date === undefined ? {} : { date }) };
    const after = await registry.recordAct(done, Date.now());
    await registry.close();
    console.log(`${after.siteEn} (${after.placeEn}) [${cabinet}]: ${act} recorded.`);
  },
});
