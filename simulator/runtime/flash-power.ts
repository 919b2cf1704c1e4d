/**
 * Counts the flash operations of one device (Storage and raw flash alike) and cuts its power in
 * the one a test has chosen, with that operation half done or not begun.
 */
import { PowerLost } from "./power-lost";

export interface FlashCut {
  /** The operation to fail in, counted from now: 1 is the next one. */
  readonly operation: number;
  /** How much of it is still done: 0 nothing, 1 everything. */
  readonly doneFraction: number;
  /** Told when it has happened. */
  readonly onCut?: () => void;
}

export interface FlashPowerOptions {
  readonly isOn: () => boolean;
  /** Takes the power from the device. */
  readonly powerOff: () => void;
}

export class FlashPower {
  /** Operations so far, so that a test can enumerate the cuts of a story. */
  performed = 0;
  private cut: (FlashCut & { readonly at: number }) | undefined;

  constructor(private readonly options: FlashPowerOptions) {}

  cutIn(cut: FlashCut): void {
    this.cut = { ...cut, at: this.performed + cut.operation };
  }

  /** True while the operation to fail in has not come. */
  get isCutAhead(): boolean {
    return this.cut !== undefined;
  }

  /** Runs one operation; `apply` gets the fraction of it that reaches the flash. */
  perform(apply: (fraction: number) => void): void {
    if (!this.options.isOn()) throw new PowerLost();
    this.performed += 1;
    if (this.cut?.at !== this.performed) {
      apply(1);
      return;
    }
    const { doneFraction, onCut } = this.cut;
    apply(doneFraction);
    this.cut = undefined;
    this.options.powerOff();
    onCut?.();
    throw new PowerLost();
  }
}
