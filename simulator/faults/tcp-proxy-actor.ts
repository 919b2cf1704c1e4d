/** Disturbs the connections of a proxy by rules: whom and when comes from the seed. */
import type { Random } from "../fleet/random";
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { Direction, ProxyConnection, TcpProxy } from "./tcp-proxy";
import type { ProxyRules } from "./tcp-proxy-rules";

export interface ProxyActorOptions {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly proxy: TcpProxy;
  readonly rules: ProxyRules;
}

const MINUTE_MS = 60_000;
/** How long a held connection stands still; less than a keep-alive. */
const HOLD_MS = 5_000;
/** How long the broker may take to say what it thinks of a replay. */
const REPLAY_MS = 10_000;
const DIRECTIONS: readonly Direction[] = ["to-broker", "to-device"];

export class ProxyActor {
  private readonly waiting = new Set<Cancel>();

  constructor(private readonly options: ProxyActorOptions) {
    const { rules, random } = options;
    this.repeat(rules.dropPerMinute, (connection) => connection.drop());
    this.repeat(rules.halfOpenPerMinute, (connection) => {
      connection.swallow(random.pick(DIRECTIONS));
    });
    this.repeat(rules.holdPerMinute, (connection) => this.hold(connection));
    this.repeat(rules.replayPerMinute, (connection) => this.replay(connection));
  }

  /** For each new connection of the proxy. */
  greet(connection: ProxyConnection): void {
    connection.delayMs = this.options.rules.delayMs;
  }

  stop(): void {
    for (const cancel of this.waiting) cancel();
    this.waiting.clear();
  }

  private hold(connection: ProxyConnection): void {
    for (const direction of DIRECTIONS) connection.hold(direction);
    this.later(HOLD_MS, () => {
      for (const direction of DIRECTIONS) connection.release(direction);
    });
  }

  private replay(connection: ProxyConnection): void {
    const { close } = this.options.proxy.replay(connection.captured);
    this.later(REPLAY_MS, close);
  }

  /** At random times, so often on average, on a connection by lot. */
  private repeat(perMinute: number, disturb: (connection: ProxyConnection) => void): void {
    if (perMinute <= 0) return;
    const { random, proxy } = this.options;
    const delayMs = (-Math.log(1 - random.next()) * MINUTE_MS) / perMinute;
    this.later(delayMs, () => {
      const { connections } = proxy;
      if (connections.length > 0) disturb(random.pick(connections));
      this.repeat(perMinute, disturb);
    });
  }

  private later(delayMs: number, run: () => void): void {
    const cancel = this.options.clock.after("proxy", delayMs, () => {
      this.waiting.delete(cancel);
      run();
    });
    this.waiting.add(cancel);
  }
}
