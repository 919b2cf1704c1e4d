/**
 * What of the truth about a cabinet anybody could know: the AED finds its own faults by its next
 * self-test only, and what no sensor here can see is nobody's fault but has to be told apart.
 */
import type { Cabinet } from "../cabinet/cabinet";
import type { Defect } from "../cabinet/defects";

/** What keeps the sensor of a cabinet from seeing something. */
export interface Blindness {
  /** The pads contact stays as it is. */
  readonly isPadsContactStuck: boolean;
  /** The AED was away while nothing could tell; that it was used then nobody knows. */
  readonly isAbsenceUnseen: boolean;
  /** Another AED came while nothing could tell that the first one was away. */
  readonly isExchangeUnseen: boolean;
  /** Somebody speaks with its key, and tells of another cabinet. */
  readonly isKeyStolen: boolean;
}

const FOUND_BY_SELF_TEST: readonly Defect[] = ["aed-fault", "battery-low"];
/** The registry knows the dates of the AED that should be there, whatever a sensor says. */
const DATED: readonly Defect[] = ["pads-expired", "battery-expired", "body-expired"];
/** No rule of readiness is about the temperature: an AED that minds shows it itself. */
const TEMPERATURE: readonly Defect[] = ["too-cold", "too-hot"];

/** The defects of a cabinet; those that nobody could know of yet as one "unfound-fault". */
export function knowableDefects(cabinet: Cabinet, nowMs: number, blind: Blindness): Defect[] {
  const showsReady = cabinet.aed.shows(nowMs) === "ready";
  const isUnfound = (defect: Defect): boolean => {
    if (DATED.includes(defect)) return blind.isExchangeUnseen;
    if (blind.isKeyStolen) return true;
    if (FOUND_BY_SELF_TEST.includes(defect)) return showsReady;
    if (TEMPERATURE.includes(defect)) return true;
    if (defect === "pads-disconnected") return blind.isPadsContactStuck;
    return defect === "pads-spent" && (blind.isAbsenceUnseen || blind.isExchangeUnseen);
  };
  const all = cabinet.defects();
  const found = all.filter((defect) => !isUnfound(defect));
  return found.length < all.length ? [...found, "unfound-fault"] : found;
}
