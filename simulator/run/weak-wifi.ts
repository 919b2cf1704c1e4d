/**
 * The radio between one sensor and its access point. While it is weak most packets are late and
 * connections break now and then; what was sent first still arrives first.
 */
import type { Random } from "../fleet/random";
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { Connect, Wire, WireListener, WireTarget } from "../runtime/wire";

export interface WeakWifiOptions {
  readonly clock: SimulatorClock;
  readonly random: Random;
  /** The way on from the access point. */
  readonly connect: Connect;
}

/** Share of the packets that are late while the signal is weak. Assumption. */
const LATE_SHARE = 0.7;
/** A late packet is late by at most so much. Assumption. */
const LATE_MS_MAX = 3000;
/** A connection lasts so long on average while the signal is weak. Assumption. */
const LASTS_MS = 600_000;

export class WeakWifi {
  private isWeakNow = false;
  private open: RadioWire | undefined;

  constructor(readonly options: WeakWifiOptions) {}

  get isWeak(): boolean {
    return this.isWeakNow;
  }

  readonly connect: Connect = (target: WireTarget, listener: WireListener): Wire => {
    const wire = new RadioWire(this, listener);
    wire.to(this.options.connect(target, wire));
    this.open = wire;
    if (this.isWeakNow) wire.breakLater(this.lastsMs());
    return wire;
  };

  weaken(): void {
    if (this.isWeakNow) return;
    this.isWeakNow = true;
    this.open?.breakLater(this.lastsMs());
  }

  /** The signal is good again. */
  strengthen(): void {
    this.isWeakNow = false;
    this.open?.breakNoMore();
  }

  /** How late the next packet is, in milliseconds. */
  lateMs(): number {
    const { random } = this.options;
    if (!this.isWeakNow || random.next() >= LATE_SHARE) return 0;
    return random.integer(1, LATE_MS_MAX);
  }

  private lastsMs(): number {
    return -Math.log(1 - this.options.random.next()) * LASTS_MS;
  }
}

/** One direction: in order, each as late as the radio has it. */
class Lane {
  private waiting = 0;
  private arrivesMs = 0;

  constructor(private readonly radio: WeakWifi) {}

  /** Bytes are copied when they have to wait: who wrote them may use the memory again. */
  pass(bytes: Uint8Array, run: (bytes: Uint8Array) => void): void {
    const lateMs = this.radio.lateMs();
    if (lateMs === 0 && this.waiting === 0) run(bytes);
    else {
      const copy = Buffer.from(bytes);
      this.after(lateMs, () => run(copy));
    }
  }

  /** After all that waits here. */
  last(run: () => void): void {
    if (this.waiting === 0) run();
    else this.after(0, run);
  }

  private after(lateMs: number, run: () => void): void {
    const { clock } = this.radio.options;
    const nowMs = clock.monotonicMs();
    this.arrivesMs = Math.max(this.arrivesMs, nowMs + lateMs);
    this.waiting += 1;
    clock.after("weak wifi", this.arrivesMs - nowMs, () => {
      this.waiting -= 1;
      run();
    });
  }
}

class RadioWire implements Wire, WireListener {
  private wire: Wire | undefined;
  private readonly up: Lane;
  private readonly down: Lane;
  private cancelBreak: Cancel | undefined;
  /** The sensor has given this connection up, or was told that it is closed. */
  private isOver = false;
  private isClosedFar = false;

  constructor(
    private readonly radio: WeakWifi,
    private readonly listener: WireListener,
  ) {
    this.up = new Lane(radio);
    this.down = new Lane(radio);
  }

  to(wire: Wire): void {
    this.wire = wire;
  }

  breakLater(delayMs: number): void {
    if (this.isOver) return;
    this.breakNoMore();
    const { clock } = this.radio.options;
    this.cancelBreak = clock.after("weak wifi breaks", delayMs, () => this.break());
  }

  breakNoMore(): void {
    this.cancelBreak?.();
    this.cancelBreak = undefined;
  }

  send(bytes: Uint8Array): void {
    this.up.pass(bytes, (late) => {
      if (!this.isClosedFar) this.wire?.send(late);
    });
  }

  finish(): void {
    this.up.last(() => this.wire?.finish());
  }

  reset(): void {
    this.end();
    this.wire?.reset();
  }

  abandon(): void {
    this.end();
    this.wire?.abandon();
  }

  opened(): void {
    if (!this.isOver) this.listener.opened();
  }

  received(bytes: Uint8Array): void {
    this.down.pass(bytes, (late) => {
      if (!this.isOver) this.listener.received(late);
    });
  }

  sent(): void {
    if (!this.isOver) this.listener.sent();
  }

  finished(): void {
    this.down.last(() => {
      if (!this.isOver) this.listener.finished();
    });
  }

  closed(problem: string | undefined): void {
    this.isClosedFar = true;
    this.down.last(() => {
      if (this.isOver) return;
      this.end();
      this.listener.closed(problem);
    });
  }

  /** Both sides see a reset. */
  private break(): void {
    if (this.isOver || this.isClosedFar) return;
    this.end();
    this.wire?.reset();
    this.listener.closed("read ECONNRESET");
  }

  private end(): void {
    this.isOver = true;
    this.isClosedFar = true;
    this.breakNoMore();
  }
}
