/**
 * How the status indicators of the simulated AEDs behave, one row a model: the simulator's own
 * table, so that a mistake in the sensor's settings is not copied into its surroundings.
 */

export interface AedBehaviour {
  readonly id: string;
  /** Milliseconds from one blink to the next; 0 = the indicator stays dark. */
  readonly readyPeriodMs: number;
  readonly faultPeriodMs: number;
  readonly batteryLowPeriodMs: number;
}

export const AED_BEHAVIOURS: readonly AedBehaviour[] = [
  { id: "onsite", readyPeriodMs: 3000, faultPeriodMs: 0, batteryLowPeriodMs: 0 },
  { id: "fr2", readyPeriodMs: 3000, faultPeriodMs: 0, batteryLowPeriodMs: 1000 },
  { id: "cr2", readyPeriodMs: 5000, faultPeriodMs: 1000, batteryLowPeriodMs: 1000 },
  { id: "lifeline", readyPeriodMs: 5000, faultPeriodMs: 1500, batteryLowPeriodMs: 1500 },
];

/** The behaviour of a model. Throws with the valid ids when there is none. */
export function aedBehaviour(id: string): AedBehaviour {
  const found = AED_BEHAVIOURS.find((behaviour) => behaviour.id === id);
  if (found) return found;
  const valid = AED_BEHAVIOURS.map((behaviour) => behaviour.id).join(", ");
  throw new RangeError(`AED model "${id}" is not simulated; use one of ${valid}.`);
}
