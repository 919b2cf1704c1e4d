/** `npm run update`: sends a release to sensors and waits until each of them runs it, or not. */
import { offerApplication } from "../broker/commands/applications";
import { openCommandDesk } from "../broker/commands/command-desk";
import { COMMAND_LIFE_S_MAX } from "../protocol/limits";
import { demandBrokerFolder } from "./broker-folder";
import { allOption, cabinetsOption, chosenCabinets } from "./cabinet-choice";
import { runCommand, UsageError } from "./command-line";
import { dataOption } from "./common-options";
import { type Followed, followCommands } from "./follow-commands";
import { applicationPath, readRelease } from "./release-folder";

void runCommand({
  name: "update",
  summary: "Sends a release to sensors and waits for them; exit code 1 unless all of them run it.",
  options: {
    release: { kind: "text", valueName: "FOLDER", isRequired: true, help: "the release" },
    cabinet: cabinetsOption,
    all: allOption,
    "wait-s": {
      kind: "integer",
      min: 60,
      max: COMMAND_LIFE_S_MAX,
      default: 3_600,
      help: "for how many seconds it may be fetched and tried, and how long to wait",
    },
    data: dataOption,
  },
  run: async ({ release: folder, "wait-s": lifeS, ...choice }) => {
    demandBrokerFolder(choice.data);
    const { application, manifests, sha256, version } = readRelease(folder);
    const chosen = await chosenCabinets(choice);
    const unsigned = chosen.filter(({ id }) => manifests[id] === undefined).map(({ id }) => id);
    if (unsigned.length > 0) {
      const names = unsigned.join(", ");
      throw new UsageError(
        `Release ${version} is not signed for ${names}. Make it again for them.`,
      );
    }
    const desk = await openCommandDesk(choice.data);
    offerApplication(choice.data, { path: applicationPath(folder), bytes: application, sha256 });
    const orders = chosen.map(({ id }) => {
      const manifest = String(manifests[id]);
      return { cabinetId: id, do: "update", arguments: { manifest }, lifeS } as const;
    });
    const records = await desk.queue(orders, Date.now());
    console.log(`Release ${version} is on its way to ${records.length} cabinets.`);
    const followed = chosen.flatMap((cabinet): Followed[] => {
      const record = records.find(({ id }) => id === cabinet.id);
      return record ? [{ record, cabinet }] : [];
    });
    const isDone = await followCommands({ desk, followed, tell: console.log });
    await desk.close();
    if (!isDone) process.exit(1);
  },
});
