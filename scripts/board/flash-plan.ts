/**
 * One board becomes the sensor of one cabinet. The order keeps a board that was left in the middle
 * from starting half of anything: the loader goes first and comes last. Each step is skipped when
 * its result is there already.
 */
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";
import { UsageError } from "../command-line";
import {
  APP_FILE,
  type BoardFile,
  FOREIGN_BOOT_FILES,
  LOADER_FILE,
  OTHER_APP_FILE,
} from "./board-files";
import type { BoardFlash } from "./board-flash";
import { notedState } from "./noted";

const PERCENT_STEP = 20;

export interface FlashOptions {
  readonly flash: BoardFlash;
  readonly files: readonly BoardFile[];
  readonly settings: DeviceSettings;
  /** The cabinet has reported before: with this board, or with another one. */
  readonly hasReported: boolean;
  /** The installer knows that this board takes another one's place. */
  readonly mayReplace: boolean;
  readonly keepsBootFiles: boolean;
  /** Everything in Storage goes first. */
  readonly erasesAll: boolean;
  readonly tell: (line: string) => void;
}

/** Id and key of the sensor that a board is now; undefined when it is none. */
async function presentSensor(
  flash: BoardFlash,
  noted: string,
): Promise<Pick<DeviceSettings, "id" | "keyHex"> | undefined> {
  const text = await flash.read(SETTINGS_FILE);
  try {
    const settings = JSON.parse(text ?? "") as Partial<DeviceSettings>;
    const { id, keyHex } = settings;
    if (typeof id === "string" && typeof keyHex === "string") return { id, keyHex };
  } catch {
    // Half a file: an installation that was broken off. The sensor itself has noted who it is.
  }
  return notedState(noted)?.settings;
}

/** True when the board is this cabinet's sensor already; throws when it must not become it. */
async function isOwnBoard(options: FlashOptions, noted: string): Promise<boolean> {
  const { flash, settings, hasReported, mayReplace } = options;
  const present = await presentSensor(flash, noted);
  if (present?.keyHex === settings.keyHex) return true;
  if (mayReplace) return false;
  if (present && present.id !== settings.id) {
    throw new UsageError(
      `This board is the sensor of "${present.id}", not of "${settings.id}". Take another board, ` +
        "or add --replace to give it to this cabinet; the other one then has no sensor.",
    );
  }
  if (!hasReported) return false;
  throw new UsageError(
    `"${settings.id}" has a sensor that has reported, and this board is another one. If that one ` +
      "is gone or was erased, add --replace.",
  );
}

async function writeFile(options: FlashOptions, file: BoardFile): Promise<void> {
  const { flash, tell } = options;
  if (await flash.has(file)) {
    tell(`  ${file.name}: is there already`);
    return;
  }
  let told = 0;
  await flash.write(file, (bytes) => {
    const percent = Math.floor((bytes / file.content.length) * 100);
    if (percent < told + PERCENT_STEP && percent < 100) return;
    told = percent;
    tell(`  ${file.name}: ${percent} % of ${file.content.length} bytes`);
  });
}

/** Makes the board the sensor; it restarts into it when this has resolved and it is told to. */
export async function flashBoard(options: FlashOptions): Promise<void> {
  const { flash, files, tell } = options;
  const noted = await flash.noted();
  const isOwn = await isOwnBoard(options, noted);
  if (options.erasesAll) await flash.eraseAll();
  const loader = files.find(({ name }) => name === LOADER_FILE);
  const isComplete = loader !== undefined && (await flash.has(loader));
  const changed: BoardFile[] = [];
  for (const file of files) if (!(await flash.has(file))) changed.push(file);
  if (!isOwn || changed.length > 0 || !isComplete) await flash.erase(LOADER_FILE);
  if (!isOwn) {
    // Boot numbers, commands taken and waiting reports are those of another sensor.
    tell("Clearing what another program or sensor left on the board.");
    await flash.eraseRawPages();
  }
  if (!options.keepsBootFiles) for (const name of FOREIGN_BOOT_FILES) await flash.erase(name);
  const app = files.find(({ name }) => name === APP_FILE);
  // After an update over the air the other slot runs: what the cable brings must take its place.
  const isOtherSlotUsed = notedState(noted)?.slot === 1;
  const isAppNew = isOtherSlotUsed || (app !== undefined && !(await flash.has(app)));
  if (isOwn && isAppNew) await flash.forgetApps(noted);
  if (!isOwn || isAppNew) await flash.erase(OTHER_APP_FILE);
  await flash.makeRoom(changed);
  tell("Writing and proving the files.");
  for (const file of files) await writeFile(options, file);
}
