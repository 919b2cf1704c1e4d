/**
 * Takes in what people have changed, whoever wrote it, this broker or another program: changes of
 * the registry into the cabinets, commands to those who send them. However many changes come at
 * once, one look is under way and at most one waits, so that every change is read once.
 */
import type { Commands } from "../commands/commands";
import type { Store, StoredAct } from "../store/store";
import type { CabinetWatch } from "./cabinet-watch";
import type { Cabinets } from "./cabinets";

export interface RegistryIntakeOptions {
  readonly store: Store;
  readonly cabinets: Cabinets;
  readonly watch: CabinetWatch;
  readonly commands: Commands;
}

export class RegistryIntake {
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;
  private foreignVersion: number | undefined;
  private actRow = 0;

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
    await this.takeIn();
    this.foreignVersion = version;
  }

  private async look(): Promise<void> {
    const { cabinets, store, watch } = this.options;
    const changed = new Map<string, StoredAct[]>();
    for (const id of await cabinets.reload()) changed.set(id, []);
    for (const act of await store.actsAfter(this.actRow)) {
      this.actRow = act.row;
      changed.set(act.id, [...(changed.get(act.id) ?? []), act]);
    }
    await Promise.all([...changed].map(([id, acts]) => watch.lookAgain(id, acts)));
    await this.options.commands.takeIn();
  }
}
