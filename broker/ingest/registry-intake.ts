/**
 * Takes changes of the registry into the cabinets, whoever wrote them: this broker's own registry
 * or another program. However many changes come at once, one look is under way and at most one
 * waits, so that every change is read once.
 */
import type { Store } from "../store/store";
import type { CabinetWatch } from "./cabinet-watch";
import type { Cabinets } from "./cabinets";

export interface RegistryIntakeOptions {
  readonly store: Store;
  readonly cabinets: Cabinets;
  readonly watch: CabinetWatch;
}

export class RegistryIntake {
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;
  private foreignVersion: number | undefined;

  constructor(private readonly options: RegistryIntakeOptions) {}

  /** Resolves when everything that was written before this call has been taken in. */
  takeIn(): Promise<void> {
    if (!this.running) {
      this.running = this.look().finally(() => {
        this.running = undefined;
      });
      return this.running;
    }
    // The look under way may have read before the change of this call was written.
    this.queued ??= this.running
      .catch(() => {})
      .then(() => {
        this.queued = undefined;
        return this.takeIn();
      });
    return this.queued;
  }

  /** Takes in what other programs have written since the last call. */
  async poll(): Promise<void> {
    const version = await this.options.store.foreignVersion();
    if (version === this.foreignVersion) return;
    this.foreignVersion = version;
    await this.takeIn();
  }

  private async look(): Promise<void> {
    const { cabinets, watch } = this.options;
    const ids = await cabinets.reload();
    await Promise.all(ids.map((id) => watch.lookAgain(id)));
  }
}
