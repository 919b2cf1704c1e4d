/**
 * How the simulated AEDs show, sound, test themselves and age, one row a model: the simulator's own
 * table, so that a mistake in the sensor's settings is not copied into its surroundings. What no
 * maker publishes is this table's own invention; `published` names the physical values that are
 * not. Where each was read is told by the row of the same id in the firmware's table of models.
 */

/** How thorough a self-test is; a deeper one finds what a shallower one finds, and more. */
export const SELF_TESTS = ["daily", "weekly", "monthly"] as const;
export type SelfTest = (typeof SELF_TESTS)[number];

/** Physical values of a row. */
export interface AedPhysics {
  /** The self-tests it runs, the most frequent first. */
  readonly selfTests: readonly [SelfTest, ...SelfTest[]];
  /** Hour of its self-tests in local time; undefined = each unit has its own. */
  readonly selfTestHour: number | undefined;
  /** Its self-test finds pads that are not plugged in. */
  readonly testsPadsConnector: boolean;
  /** Standby life of a fresh battery at 25 °C until it is low, and of fresh pads, in years. */
  readonly batteryLifeYears: number;
  readonly padsLifeYears: number;
  /** Temperatures within which it works, in °C. */
  readonly operatingMinC: number;
  readonly operatingMaxC: number;
}

export interface AedBehaviour extends AedPhysics {
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
  /** The physical values that somebody has published for this model; all others are assumptions. */
  readonly published: readonly (keyof AedPhysics)[];
}

/** What an AED is taken to be where nothing is published for its model. */
const ASSUMED: AedPhysics = {
  selfTests: ["daily"],
  selfTestHour: undefined,
  testsPadsConnector: false,
  batteryLifeYears: 4,
  padsLifeYears: 2,
  /** Said to be the usual range of AEDs; no single model's manual was at hand. */
  operatingMinC: 0,
  operatingMaxC: 50,
};

function behaviour(given: Pick<AedBehaviour, "id"> & Partial<AedBehaviour>): AedBehaviour {
  return {
    ...ASSUMED,
    published: [],
    readyPeriodMs: 0,
    faultPeriodMs: 0,
    batteryLowPeriodMs: 0,
    hasSteadyReadyLight: false,
    chirpPeriodMs: 0,
    chirpBeeps: 1,
    ...given,
  };
}

const PHILIPS: Partial<AedBehaviour> = {
  selfTests: ["daily", "weekly", "monthly"],
  batteryLifeYears: 4,
  padsLifeYears: 2,
  published: ["selfTests", "batteryLifeYears", "padsLifeYears"],
};
/** That it also tests weekly and monthly is an assumption. */
const POWERHEART: Partial<AedBehaviour> = {
  hasSteadyReadyLight: true,
  chirpPeriodMs: 30_000,
  selfTests: ["daily", "weekly", "monthly"],
  batteryLifeYears: 4,
  padsLifeYears: 2,
  published: ["batteryLifeYears", "padsLifeYears"],
};

export const AED_BEHAVIOURS: readonly AedBehaviour[] = [
  behaviour({
    id: "onsite",
    readyPeriodMs: 3000,
    chirpPeriodMs: 60_000,
    chirpBeeps: 3,
    ...PHILIPS,
  }),
  behaviour({ id: "frx", readyPeriodMs: 3000, chirpPeriodMs: 60_000, chirpBeeps: 3, ...PHILIPS }),
  behaviour({
    id: "fr2",
    readyPeriodMs: 3000,
    batteryLowPeriodMs: 1000,
    chirpPeriodMs: 60_000,
    selfTests: ["daily", "weekly"],
    batteryLifeYears: 1,
    padsLifeYears: 2,
    published: ["selfTests", "batteryLifeYears", "padsLifeYears"],
  }),
  behaviour({
    id: "aed-plus",
    chirpPeriodMs: 60_000,
    testsPadsConnector: true,
    batteryLifeYears: 3,
    padsLifeYears: 5,
    published: ["selfTests", "testsPadsConnector", "batteryLifeYears", "padsLifeYears"],
  }),
  behaviour({
    id: "aed-3",
    chirpPeriodMs: 60_000,
    selfTests: ["weekly"],
    published: ["selfTests"],
  }),
  // Daily or weekly, it is said: weekly is the harder case for a sensor.
  behaviour({
    id: "cr2",
    readyPeriodMs: 5000,
    faultPeriodMs: 1000,
    batteryLowPeriodMs: 1000,
    selfTests: ["weekly"],
  }),
  behaviour({
    id: "samaritan",
    readyPeriodMs: 5000,
    faultPeriodMs: 1000,
    batteryLowPeriodMs: 1000,
    selfTests: ["weekly"],
  }),
  behaviour({ id: "lifepak-500", selfTestHour: 3, published: ["selfTests", "selfTestHour"] }),
  behaviour({ id: "g3", ...POWERHEART }),
  behaviour({ id: "g5", ...POWERHEART }),
  behaviour({
    id: "lifeline",
    readyPeriodMs: 5000,
    faultPeriodMs: 1500,
    batteryLowPeriodMs: 1500,
    chirpPeriodMs: 60_000,
    batteryLifeYears: 7,
    padsLifeYears: 2.5,
    published: ["batteryLifeYears", "padsLifeYears"],
  }),
  behaviour({
    id: "cu-sp1",
    faultPeriodMs: 1000,
    batteryLowPeriodMs: 1000,
    batteryLifeYears: 5,
    published: ["batteryLifeYears"],
  }),
  behaviour({ id: "beneheart-s1", published: ["selfTests"] }),
  behaviour({
    id: "nihon-kohden",
    hasSteadyReadyLight: true,
    chirpPeriodMs: 60_000,
    published: ["selfTests"],
  }),
  behaviour({
    id: "cardiaid",
    readyPeriodMs: 5000,
    batteryLifeYears: 3,
    published: ["batteryLifeYears"],
  }),
  behaviour({ id: "mypad", readyPeriodMs: 5000, padsLifeYears: 5, published: ["padsLifeYears"] }),
];

/** The behaviour of a model. Throws with the valid ids when there is none. */
export function aedBehaviour(id: string): AedBehaviour {
  const found = AED_BEHAVIOURS.find((row) => row.id === id);
  if (found) return found;
  const valid = AED_BEHAVIOURS.map((row) => row.id).join(", ");
  throw new RangeError(`AED model "${id}" is not simulated; use one of ${valid}.`);
}
