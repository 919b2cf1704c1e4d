/**
 * What can be wrong with the AED in a cabinet, so that it would not save a life now: the physical
 * truth that a broker's answer is measured against.
 */
export const DEFECTS = [
  "aed-missing",
  "battery-low",
  "battery-expired",
  "pads-disconnected",
  "pads-expired",
  "pads-spent",
  "body-expired",
  "aed-fault",
  "too-cold",
  "too-hot",
  /** No self-test finds it: nobody could know from outside. */
  "hidden-fault",
  /** One of the others, but nothing has found it yet: neither the AED itself nor a sensor. */
  "unfound-fault",
] as const;
export type Defect = (typeof DEFECTS)[number];

/** All is well: shared, because a fleet keeps it for each of its cabinets. */
export const NO_DEFECTS: readonly Defect[] = [];

/** Defects that no sensor and no registry can tell of. */
export const HIDDEN_DEFECTS: readonly Defect[] = ["hidden-fault", "unfound-fault"];
