/** `npm run release`: builds an application and signs it for each sensor, with the offline key. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUNDLE_FILE, buildFirmware } from "../firmware/build/build-firmware";
import { versionNumber } from "../protocol/update";
import { demandBrokerFolder } from "./broker-folder";
import { allOption, cabinetsOption, chosenCabinets } from "./cabinet-choice";
import { runCommand, UsageError } from "./command-line";
import { dataOption } from "./common-options";
import { writeRelease } from "./release-folder";
import { readUpdateMasterKey, UPDATE_KEY_FILE } from "./update-key";

/** The application's bytes, built in a folder that is gone afterwards. */
async function buildApplication(version: string): Promise<Buffer> {
  const outFolder = mkdtempSync(join(tmpdir(), "aed-release-"));
  try {
    await buildFirmware({ outFolder, version });
    return readFileSync(join(outFolder, BUNDLE_FILE));
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

void runCommand({
  name: "release",
  summary: "Builds the application of the sensors and signs it for each cabinet named.",
  options: {
    version: { kind: "text", valueName: "X.Y.Z", isRequired: true, help: "its version" },
    key: {
      kind: "text",
      valueName: "FILE",
      default: UPDATE_KEY_FILE,
      help: "the update master key; made when there is none",
    },
    out: { kind: "text", valueName: "FOLDER", help: "release folder (default release/X.Y.Z)" },
    cabinet: cabinetsOption,
    all: allOption,
    data: dataOption,
  },
  run: async ({ version, key, out = join("release", version), ...choice }) => {
    if (Number.isNaN(versionNumber(version))) {
      throw new UsageError(`--version is "${version}"; write three numbers such as 1.2.3.`);
    }
    demandBrokerFolder(choice.data);
    const cabinets = await chosenCabinets(choice);
    const updateMasterKey = readUpdateMasterKey(key, choice.data, console.log);
    const bytes = await buildApplication(version);
    const cabinetIds = cabinets.map(({ id }) => id);
    const release = writeRelease(out, { version, bytes }, { updateMasterKey, cabinetIds });
    console.log(`Release ${version}: ${release.bytes} bytes, SHA-256 ${release.sha256}.`);
    console.log(`Signed for ${cabinetIds.length} cabinets in ${out}. Send it with:`);
    console.log(`npm run update -- --release ${out} --all`);
  },
});
