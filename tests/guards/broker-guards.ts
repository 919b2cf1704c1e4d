/** Guards of broker. */
import type { Guard } from "./guard";

export const BROKER_GUARDS: readonly Guard[] = [];
