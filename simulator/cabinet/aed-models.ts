/**
 * How the simulated AEDs show and sound, one row a model: the simulator's own table, so that a
 * mistake in the sensor's settings is not copied into its surroundings. Chirp periods that no maker
 * publishes are this table's own invention.
 */

export interface AedBehaviour {
  readonly id: string;
  /** Milliseconds from one blink to the next; 0 = the indicator stays dark. */
  readonly readyPeriodMs: number;
  readonly faultPeriodMs: number;
  readonly batteryLowPeriodMs: number;
  /** The indicator is a steady green light while the AED is ready. */
  readonly hasSteadyReadyLight: boolean;
  /** Milliseconds from one service chirp to the next, by fault or low battery; 0 = it is mute. */
  readonly chirpPeriodMs: number;
  /** Beeps of one chirp. */
  readonly chirpBeeps: number;
}

function behaviour(given: Pick<AedBehaviour, "id"> & Partial<AedBehaviour>): AedBehaviour {
  return {
    readyPeriodMs: 0,
    faultPeriodMs: 0,
    batteryLowPeriodMs: 0,
    hasSteadyReadyLight: false,
    chirpPeriodMs: 0,
    chirpBeeps: 1,
    ...given,
  };
}

export const AED_BEHAVIOURS: readonly AedBehaviour[] = [
  behaviour({ id: "onsite", readyPeriodMs: 3000, chirpPeriodMs: 60_000, chirpBeeps: 3 }),
  behaviour({ id: "frx", readyPeriodMs: 3000, chirpPeriodMs: 60_000, chirpBeeps: 3 }),
  behaviour({ id: "fr2", readyPeriodMs: 3000, batteryLowPeriodMs: 1000, chirpPeriodMs: 60_000 }),
  behaviour({ id: "aed-plus", chirpPeriodMs: 60_000 }),
  behaviour({ id: "aed-3", chirpPeriodMs: 60_000 }),
  behaviour({ id: "cr2", readyPeriodMs: 5000, faultPeriodMs: 1000, batteryLowPeriodMs: 1000 }),
  behaviour({
    id: "samaritan",
    readyPeriodMs: 5000,
    faultPeriodMs: 1000,
    batteryLowPeriodMs: 1000,
  }),
  behaviour({ id: "lifepak-500" }),
  behaviour({ id: "g3", hasSteadyReadyLight: true, chirpPeriodMs: 30_000 }),
  behaviour({ id: "g5", hasSteadyReadyLight: true, chirpPeriodMs: 30_000 }),
  behaviour({
    id: "lifeline",
    readyPeriodMs: 5000,
    faultPeriodMs: 1500,
    batteryLowPeriodMs: 1500,
    chirpPeriodMs: 60_000,
  }),
  behaviour({ id: "cu-sp1", faultPeriodMs: 1000, batteryLowPeriodMs: 1000 }),
  behaviour({ id: "beneheart-s1" }),
  behaviour({ id: "nihon-kohden", hasSteadyReadyLight: true, chirpPeriodMs: 60_000 }),
  behaviour({ id: "cardiaid", readyPeriodMs: 5000 }),
  behaviour({ id: "mypad", readyPeriodMs: 5000 }),
];

/** The behaviour of a model. Throws with the valid ids when there is none. */
export function aedBehaviour(id: string): AedBehaviour {
  const found = AED_BEHAVIOURS.find((row) => row.id === id);
  if (found) return found;
  const valid = AED_BEHAVIOURS.map((row) => row.id).join(", ");
  throw new RangeError(`AED model "${id}" is not simulated; use one of ${valid}.`);
}
