/**
 * What a board has noted about its applications, in the device state on its raw pages. A new
 * application by cable must not be held against the checksum of the old one: the loader would take
 * it for damaged. The firmware's own code makes the new snapshot, from a copy of the pages; the
 * board then gets the very operations on flash that this took: a pulled cable harms nothing.
 */
import { crc32 } from "node:zlib";
import { createDeviceStateStore } from "../../firmware/core/device-state";
import { DEVICE_STATE_PAGES, type FlashArea } from "../../firmware/core/flash-area";

const PAGE_BYTES = 4096;

/** Offsets count from the first page of the device state. */
export type FlashOperation =
  | { readonly kind: "erase"; readonly offset: number }
  | { readonly kind: "write"; readonly offset: number; readonly bytes: string };

/** Bytes of the pages that hold the device state. */
export const DEVICE_STATE_BYTES = DEVICE_STATE_PAGES[1] * PAGE_BYTES;
/** Where they begin in the raw partition. */
export const DEVICE_STATE_OFFSET = DEVICE_STATE_PAGES[0] * PAGE_BYTES;

/** The operations that make the board forget what it noted; none when it has no device state. */
export function forgetAppsOperations(pages: string): FlashOperation[] {
  const copy = Buffer.from(pages, "latin1");
  const operations: FlashOperation[] = [];
  const area: FlashArea = {
    pageBytes: PAGE_BYTES,
    pages: DEVICE_STATE_PAGES[1],
    crc32: (bytes) => crc32(Buffer.from(bytes, "latin1")),
    read: (offset, length) => copy.toString("latin1", offset, offset + length),
    write: (offset, bytes) => {
      for (let i = 0; i < bytes.length; i++) {
        copy[offset + i] = (copy[offset + i] ?? 0) & bytes.charCodeAt(i);
      }
      operations.push({ kind: "write", offset, bytes });
    },
    erasePage: (offset) => {
      copy.fill(0xff, offset, offset + PAGE_BYTES);
      operations.push({ kind: "erase", offset });
    },
  };
  const store = createDeviceStateStore(area);
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
