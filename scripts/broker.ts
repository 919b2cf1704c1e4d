/** `npm run broker`: the broker alone, with the technician log on the terminal. */
import { realClock } from "../broker/clock";
import { startBroker } from "../broker/service";
import { surviveClosedOutput } from "./closed-output";
import { runCommand } from "./command-line";
import {
  dataOption,
  httpPortOption,
  languageOption,
  mqttPortOption,
  stopAfterOption,
} from "./common-options";
import { untilStopped } from "./stop-signal";

void runCommand({
  name: "broker",
  summary: "Runs the broker: stores every report, judges readiness, prints the technician log.",
  options: {
    "mqtt-port": mqttPortOption,
    "http-port": httpPortOption,
    host: {
      kind: "text",
      valueName: "ADDRESS",
      default: "127.0.0.1",
      help: "address on which sensors are served; 0.0.0.0 serves the network",
    },
    data: dataOption,
    lang: languageOption,
    simulation: { kind: "flag", help: "simulated cabinets may count as ready" },
    "stop-after-s": stopAfterOption,
  },
  run: async (values) => {
    surviveClosedOutput();
    const broker = await startBroker(
      {
        dataFolder: values.data,
        mqttPort: values["mqtt-port"],
        httpPort: values["http-port"],
        host: values.host,
        isSimulation: values.simulation,
        language: values.lang,
      },
      { clock: realClock, printLine: console.log },
    );
    console.log(`Broker: MQTT on ${values.host}:${broker.mqttPort}, data in ${values.data}.`);
    console.log(`HTTP on http://127.0.0.1:${broker.httpPort}/api/summary. Ctrl-C stops it.`);
    await untilStopped(values["stop-after-s"]);
    await broker.close();
    console.log("Stopped.");
  },
});
