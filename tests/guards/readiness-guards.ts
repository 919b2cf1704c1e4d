/** Guards of readiness. */
import type { Guard } from "./guard";

export const READINESS_GUARDS: readonly Guard[] = [];
