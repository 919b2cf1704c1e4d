/** Builds the firmware before any test runs, so that tests use the bundle of this very source. */
import { join } from "node:path";
import { buildFirmware } from "../firmware/build/build-firmware";

export default async function setup(): Promise<void> {
  await buildFirmware({ outFolder: join(__dirname, "../dist/firmware") });
}
