/**
 * What a board has noted on its raw pages: which sensor it is, its newest boot, its applications. A
 * new application by cable must not be held against the checksum of the old one: the loader would
 * take it for damaged. The firmware's own code reads and writes a copy of the pages; the board then
 * gets the very operations on flash that this took: a pulled cable harms nothing.
 */
import { crc32 } from "node:zlib";
import { lastBoot } from "../../firmware/core/boot-log";
import { createDeviceStateStore, type DeviceState } from "../../firmware/core/device-state";
import { BOOT_LOG_PAGES, DEVICE_STATE_PAGES, type FlashArea } from "../../firmware/core/flash-area";

const PAGE_BYTES = 4096;

/** Pages of the raw partition that are read: boot log and device state, from its beginning. */
export const NOTED_BYTES = (DEVICE_STATE_PAGES[0] + DEVICE_STATE_PAGES[1]) * PAGE_BYTES;

/** Offsets count from the beginning of the raw partition. */
export type FlashOperation =
  | { readonly kind: "erase"; readonly offset: number }
  | { readonly kind: "write"; readonly offset: number; readonly bytes: string };

/** An area in a copy of the raw partition's beginning, which tells what is done to it. */
function areaIn(
  noted: string,
  [first, pages]: readonly [number, number],
  done: (operation: FlashOperation) => void,
): FlashArea {
  const base = first * PAGE_BYTES;
  const copy = Buffer.from(noted.slice(base, base + pages * PAGE_BYTES), "latin1");
  return {
    pageBytes: PAGE_BYTES,
    pages,
    crc32: (bytes) => crc32(Buffer.from(bytes, "latin1")),
    read: (offset, length) => copy.toString("latin1", offset, offset + length),
    write: (offset, bytes) => {
      for (let i = 0; i < bytes.length; i++) {
        copy[offset + i] = (copy[offset + i] ?? 0) & bytes.charCodeAt(i);
      }
      done({ kind: "write", offset: base + offset, bytes });
    },
    erasePage: (offset) => {
      copy.fill(0xff, offset, offset + PAGE_BYTES);
      done({ kind: "erase", offset: base + offset });
    },
  };
}

/** The device state; undefined when there is none. */
export function notedState(noted: string): DeviceState | undefined {
  return createDeviceStateStore(areaIn(noted, DEVICE_STATE_PAGES, () => {})).load().state;
}

/** The newest boot number; 0 when the board has none. */
export function notedBoot(noted: string): number {
  return lastBoot(areaIn(noted, BOOT_LOG_PAGES, () => {})).boot;
}

/** The operations that make the board forget its applications; none without a device state. */
export function forgetAppsOperations(noted: string): FlashOperation[] {
  const operations: FlashOperation[] = [];
  const store = createDeviceStateStore(
    areaIn(noted, DEVICE_STATE_PAGES, (operation) => operations.push(operation)),
  );
  const { state } = store.load();
  if (!state) return [];
  state.apps = [null, null];
  state.slot = 0;
  state.update = null;
  // Settings on trial end as well: those of the cable come now.
  state.settings = state.fallback ?? state.settings;
  state.fallback = null;
  state.trial = 0;
  store.save(state);
  return operations;
}
