/** Pins by what they do. Levels are electrical: high is true. What a level means is a driver's. */

/**
 * Called at each edge with the new level, never synchronously. May come without a change, and late:
 * `atMs` is when the edge was, in milliseconds since boot.
 */
export type EdgeListener = (isHigh: boolean, atMs: number) => void;

export interface DigitalInput {
  isHigh(): boolean;
  /** At most one listener; it stays for good. */
  onEdge(listener: EdgeListener): void;
}

/** A light sensor on one pin: its edges, and how bright it is. */
export interface LightSensor extends DigitalInput {
  /** 0 (dark) to 1 (full scale). */
  brightness(): number;
}

export interface Output {
  drive(isHigh: boolean): void;
}

/** A pin with an analog-digital converter. */
export interface AnalogInput {
  /** 0 to 1 of full scale; NaN where the pin has no converter. */
  level(): number;
}
