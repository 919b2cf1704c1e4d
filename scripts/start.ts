/** `npm start`: the main job in one process: firmware bundle, broker, simulated fleet, live log. */
import { realClock } from "../broker/clock";
import { startBroker } from "../broker/service";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { surviveClosedOutput } from "./closed-output";
import { runCommand } from "./command-line";
import {
  dataOption,
  httpPortOption,
  languageOption,
  mqttPortOption,
  stopAfterOption,
} from "./common-options";
import { buildFirmwareQuietly } from "./firmware-folder";
import {
  cabinetCountOption,
  heartbeatOption,
  incidentsOption,
  seedOption,
  startSimulatedFleet,
} from "./simulated-fleet";
import { untilStopped } from "./stop-signal";
import { SummaryLine } from "./summary-line";

const SUMMARY_INTERVAL_MS = 1000;

const options = {
  cabinets: cabinetCountOption,
  seed: seedOption,
  "incidents-per-hour": incidentsOption,
  "heartbeat-s": heartbeatOption,
  "mqtt-port": mqttPortOption,
  "http-port": httpPortOption,
  data: { ...dataOption, default: "data/simulation" },
  lang: languageOption,
  "stop-after-s": stopAfterOption,
} as const;

void runCommand({
  name: "start",
  summary:
    "Runs simulated AED cabinets, each with the built firmware on a virtual Espruino, and the\n" +
    "broker they report to. Prints the technician log and how many AEDs are ready.",
  options,
  run: async (values) => {
    surviveClosedOutput();
    const firmware = loadFirmware(await buildFirmwareQuietly());
    const screen = new SummaryLine(process.stdout, () => realClock.monotonicMs());
    const broker = await startBroker(
      {
        dataFolder: values.data,
        mqttPort: values["mqtt-port"],
        httpPort: values["http-port"],
        isSimulation: true,
        language: values.lang,
      },
      { clock: realClock, printLine: (line) => screen.print(line) },
    );
    screen.print(`Broker: MQTT port ${broker.mqttPort}, data in ${values.data}.`);
    screen.print(`HTTP: http://127.0.0.1:${broker.httpPort}/api/summary. Ctrl-C stops everything.`);
    screen.print(`This log again: npm run logs -- --data ${values.data} --follow`);
    screen.print(`${values.cabinets} simulated cabinets, seed ${values.seed}.`);
    const simulated = await startSimulatedFleet({
      firmware,
      registry: broker.registry,
      cabinetCount: values.cabinets,
      seed: values.seed,
      brokerHost: "127.0.0.1",
      brokerPort: broker.mqttPort,
      heartbeatS: values["heartbeat-s"],
      incidentsPerHour: values["incidents-per-hour"],
      onProblem: (problem) => screen.print(problem),
    });
    const showSummary = () => screen.show(broker.summary());
    const summaryTimer = setInterval(showSummary, SUMMARY_INTERVAL_MS);
    showSummary();
    await untilStopped(values["stop-after-s"]);
    clearInterval(summaryTimer);
    screen.end();
    simulated.stop();
    await broker.close();
    console.log("Stopped.");
  },
});
