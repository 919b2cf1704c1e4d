/** Guards of firmware. */
import type { Guard } from "./guard";

export const FIRMWARE_GUARDS: readonly Guard[] = [];
