/** `npm run build:firmware`: the bundle for the device, its manifest, and a size report. */
import { join } from "node:path";
import { buildFirmware } from "../firmware/build/build-firmware";
import { runCommand } from "./command-line";

void runCommand({
  name: "build:firmware",
  summary: "Builds the firmware bundle and its manifest, and reports its size by module.",
  options: {
    out: {
      kind: "text",
      valueName: "FOLDER",
      default: join(__dirname, "../dist/firmware"),
      help: "where bundle.js and manifest.json go",
    },
  },
  run: async ({ out }) => {
    const { manifest, report } = await buildFirmware({ outFolder: out });
    console.log(report);
    console.log(`${join(out, "bundle.js")}  version ${manifest.version}  ${manifest.sha256}`);
  },
});
