/** What an AED shows and sounds, as light and noise on the sensor: by its model. */
import type { SimulatorClock } from "../runtime/clock";
import type { AedBehaviour } from "./aed-models";
import type { AedShows } from "./aed-unit";
import { type Chance, Indicator } from "./indicator";
import { Sounds } from "./sounds";

export interface AedSignalsOptions {
  readonly clock: SimulatorClock;
  readonly chance: Chance;
  readonly wires: { setIndicator(level: number): void; setMicrophone(level: number): void };
}

function blinkPeriodMs(model: AedBehaviour, shows: AedShows): number {
  switch (shows) {
    case "ready":
      return model.readyPeriodMs;
    case "fault":
      return model.faultPeriodMs;
    case "battery-low":
      return model.batteryLowPeriodMs;
    case "nothing":
      return 0;
  }
}

export class AedSignals {
  private readonly indicator: Indicator;
  private readonly sounds: Sounds;

  constructor(options: AedSignalsOptions) {
    const { clock, chance, wires } = options;
    const onLight = (level: number) => wires.setIndicator(level);
    this.indicator = new Indicator({ clock, chance, onLight });
    const onLevel = (level: number) => wires.setMicrophone(level);
    this.sounds = new Sounds({ clock, chance, onLevel });
  }

  /** Noise of one reading of the light. */
  get noise(): () => number {
    return this.indicator.noise;
  }

  /** An AED of this model shows this from now on; no effect when it does so already. */
  show(model: AedBehaviour, shows: AedShows): void {
    const needsService = shows === "fault" || shows === "battery-low";
    if (shows === "ready" && model.hasSteadyReadyLight) this.indicator.shineSteadily();
    else this.indicator.blinkEvery(blinkPeriodMs(model, shows));
    this.sounds.chirpEvery(needsService ? model.chirpPeriodMs : 0, model.chirpBeeps);
  }

  /** Something near the cabinet is loud: a slam when it is short, people when it is long. */
  makeNoise(durationMs: number): void {
    this.sounds.makeNoise(durationMs);
  }

  /** Dark and silent; no timer is left but those of a sound under way. */
  remove(): void {
    this.indicator.blinkEvery(0);
    this.sounds.chirpEvery(0, 0);
  }
}
