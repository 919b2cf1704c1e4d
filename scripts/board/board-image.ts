/**
 * The flash of a sensor as one file, from the raw pages to the end of its Storage files, so that
 * boards can be prepared by the chip's own tool. Layout of the interpreter's ESP32 build: raw pages
 * at 0x310000, Storage behind them. A Storage file is a header of 32 bytes (length in 4 bytes,
 * little endian, then the name) and the content, filled up to 4 bytes.
 */
import type { BoardFile } from "./board-files";

export const IMAGE_ADDRESS = 0x31_0000;
export const RAW_BYTES = 16 * 4096;
/** Raw pages and Storage together: what has to be erased before the image is written. */
export const REGION_BYTES = RAW_BYTES + 224 * 4096;
/** Of each file in Storage. */
export const HEADER_BYTES = 32;
const NAME_BYTES = HEADER_BYTES - 4;
const PAGE_BYTES = 4096;
const ERASED = 0xff;

function storedFile({ name, content }: BoardFile): Buffer {
  if (name.length > NAME_BYTES) throw new Error(`File name ${name} is too long for Storage.`);
  const paddedBytes = Math.ceil(content.length / 4) * 4;
  const stored = Buffer.alloc(HEADER_BYTES + paddedBytes, ERASED);
  stored.writeUInt32LE(content.length, 0);
  stored.fill(0, 4, HEADER_BYTES);
  stored.write(name, 4, "latin1");
  stored.write(content, HEADER_BYTES, "latin1");
  return stored;
}

/** The image, a whole number of flash pages; goes to IMAGE_ADDRESS. */
export function boardImage(files: readonly BoardFile[]): Buffer {
  const raw = Buffer.alloc(RAW_BYTES, ERASED);
  const used = Buffer.concat([raw, ...files.map(storedFile)]);
  const image = Buffer.alloc(Math.ceil(used.length / PAGE_BYTES) * PAGE_BYTES, ERASED);
  used.copy(image);
  return image;
}

/** What to type to put the image onto a board that has the interpreter. */
export function imageCommands(path: string): string[] {
  const hex = (value: number) => `0x${value.toString(16)}`;
  const tool = "esptool.py --chip esp32 --port /dev/ttyUSB0";
  return [
    `${tool} erase_region ${hex(IMAGE_ADDRESS)} ${hex(REGION_BYTES)}`,
    `${tool} --baud 460800 write_flash ${hex(IMAGE_ADDRESS)} ${path}`,
  ];
}
