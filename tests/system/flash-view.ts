/** What lies in a sensor's flash, read from outside, whether it has power or not. */

import { crc32 } from "node:zlib";
import { type FlashArea, OUTBOX_PAGES } from "../../firmware/core/flash-area";
import { PAGE_HEADER_BYTES, ReportPages } from "../../firmware/core/outbox-page";
import { splitFrame } from "../../protocol/frame";
import { FLASH_PAGE_BYTES, RAW_FLASH_ADDRESS } from "../../simulator/runtime/raw-flash";
import type { VirtualEspruino } from "../../simulator/runtime/virtual-espruino";

/** Pages of the raw partition, for reading only. */
function areaOf(device: VirtualEspruino, [first, pages]: readonly [number, number]): FlashArea {
  const readOnly = () => {
    throw new Error("This view of the flash is for reading.");
  };
  return {
    pageBytes: FLASH_PAGE_BYTES,
    pages,
    crc32: (bytes) => crc32(Buffer.from(bytes, "latin1")),
    read: (offset, length) => {
      const address = RAW_FLASH_ADDRESS + first * FLASH_PAGE_BYTES + offset;
      return Buffer.from(device.flash.read(length, address)).toString("latin1");
    },
    write: readOnly,
    erasePage: readOnly,
  };
}

/** Bodies of the reports that are whole in flash and wait for their acknowledgement. */
export function waitingReports(device: VirtualEspruino): string[] {
  const pages = new ReportPages(areaOf(device, OUTBOX_PAGES));
  const bodies: string[] = [];
  for (let page = 0; page < pages.count; page++) {
    if (!pages.markOf(page)) continue;
    let found = pages.find(page, PAGE_HEADER_BYTES);
    while (found) {
      if (found.isWaiting) bodies.push(splitFrame(found.payload)?.body ?? found.payload);
      found = pages.find(page, found.end);
    }
  }
  return bodies;
}
