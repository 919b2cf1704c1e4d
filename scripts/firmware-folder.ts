/** The firmware bundle that belongs to this very source: built where the commands look for it. */
import { join } from "node:path";
import { buildFirmware } from "../firmware/build/build-firmware";

/** Where `npm run build:firmware` puts the bundle. */
export const FIRMWARE_FOLDER = join(__dirname, "../dist/firmware");

/** Builds the bundle and returns its folder. */
export async function buildFirmwareQuietly(): Promise<string> {
  await buildFirmware({ outFolder: FIRMWARE_FOLDER });
  return FIRMWARE_FOLDER;
}
