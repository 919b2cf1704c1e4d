/**
 * A release on its way to the sensors as a careful operator sends it: to a few first, to the rest
 * when those run it, and to nobody else as soon as one of the few does not.
 */
import type { BrokerUnderTest, CommandOutcome, Release } from "./broker-under-test";

/** So many sensors get it first. */
export const CANARIES = 2;
/** The operator looks so often at what has become of it. */
const LOOK_MS = 60_000;
/** For so long it may be fetched and tried. */
const LIFE_S = 3 * 3600;

export interface RollOutOptions {
  readonly release: Release;
  /** Who gets it, the first of them first. */
  readonly cabinetIds: readonly string[];
  readonly later: (delayMs: number, run: () => void) => void;
  /** Does it now, or again when the broker is back. */
  readonly whenUp: (entry: (broker: BrokerUnderTest) => Promise<void>) => void;
  /** A sensor was told to fetch it, by command `n`. */
  readonly onOrdered: (cabinetId: string, n: number) => void;
}

export type RollOutState = "trying" | "stopped" | "sent-to-all";

interface Canary {
  readonly id: string;
  readonly n: number;
}

export class RollOut {
  private now: RollOutState = "trying";
  private readonly open: Canary[] = [];
  private readonly canaryIds: readonly string[];

  constructor(private readonly options: RollOutOptions) {
    this.canaryIds = options.cabinetIds.slice(0, CANARIES);
  }

  get state(): RollOutState {
    return this.now;
  }

  begin(): void {
    for (const id of this.canaryIds) {
      this.send(id, (n) => this.open.push({ id, n }));
    }
    this.lookLater();
  }

  private send(id: string, onSent: (n: number) => void): void {
    const { release, whenUp, onOrdered } = this.options;
    whenUp(async ({ office }) => {
      if (!office.sendRelease) throw new Error("This broker's office cannot send releases.");
      const n = await office.sendRelease(id, release, LIFE_S);
      onOrdered(id, n);
      onSent(n);
    });
  }

  private lookLater(): void {
    const { later, whenUp } = this.options;
    later(LOOK_MS, () => whenUp((broker) => this.look(broker)));
  }

  private async look({ office }: BrokerUnderTest): Promise<void> {
    const outcomes: (CommandOutcome | undefined)[] = [];
    for (const { id, n } of this.open) outcomes.push(await office.outcome(id, n));
    const isSentToAll = this.open.length === this.canaryIds.length;
    if (outcomes.some((outcome) => outcome === "refused" || outcome === "expired")) {
      this.now = "stopped";
    } else if (isSentToAll && outcomes.every((outcome) => outcome === "done")) {
      this.now = "sent-to-all";
      for (const id of this.options.cabinetIds.slice(CANARIES)) this.send(id, () => {});
    } else this.lookLater();
  }
}
