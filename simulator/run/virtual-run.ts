/**
 * Carries a plan out in virtual time, with a broker in the same process: the composition of
 * clock, network, cabinets, people and adversary, with the checkers looking on. The same plan gives
 * the same events, whatever this computer is like.
 */

import type { DeviceSettings } from "../../protocol/settings";
import { createJudge, type Judge } from "../check/judge";
import type { Firmware } from "../fleet/firmware-bundle";
import { createRandom, type Random } from "../fleet/random";
import type { SimulatorClock } from "../runtime/clock";
import { HostTime } from "../runtime/host-time";
import { createVirtualClock, type VirtualClock } from "../runtime/virtual-clock";
import { createVirtualNetwork, type VirtualNetwork } from "../runtime/virtual-network";
import type { Plan, PlannedCabinet } from "../scenario/plan";
import { Recorder } from "../verdict/recorder";
import type { Verdict } from "../verdict/verdict";
import { quietFromMs } from "./aftermath";
import type { BrokerListener, BrokerUnderTest } from "./broker-under-test";
import { Operator } from "./operator";
import { Performer } from "./performer";
import type { RunEvent } from "./run-event";
import { Stage } from "./stage";
import { LATENCY_MS } from "./surroundings-acts";
import { Trace } from "./trace";

/** What a broker is made with, for a run. */
export interface BrokerSurroundings {
  /** The broker's clock; its timers are part of the run. */
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly listener: BrokerListener;
}

export interface VirtualRunOptions {
  readonly plan: Plan;
  readonly firmware: Firmware;
  readonly createBroker: (surroundings: BrokerSurroundings) => Promise<BrokerUnderTest>;
  /** What provisioning writes to a sensor with this key. */
  readonly settingsOf: (cabinet: PlannedCabinet, keyHex: string) => DeviceSettings;
  /** The command that does this run again. */
  readonly replay: string;
  /** Milliseconds of this computer, for the time that the run took. */
  readonly hostMs: () => number;
  readonly onProgress?: (atMs: number) => void;
  /** Takes each event as a line of JSON. */
  readonly onTraceLine?: (line: string) => void;
  /** Ends the run at the first violation, as exploration does. */
  readonly stopsAtViolation?: boolean;
}

const MQTT_PORT = 1883;
const SENSORS_ADDRESS = "192.0.2.7";
/** Sensors get power one after the other over this time. */
const POWER_ON_SPREAD_MS = 60_000;
/** From one unasked look at a cabinet to the next one's. */
const LOOK_MS = 10_000;
/** A sensor has one connection, and for a while the one before it; attackers have some. */
const CONNECTIONS_PER_CABINET_MAX = 3;
const CONNECTIONS_OF_ATTACKERS_MAX = 50;
/** Progress is told, and a run may end, after so much of its time. */
const SLICE_MS = 900_000;

/** Everything of one run, while it runs. */
class VirtualRun {
  private readonly host = new HostTime();
  private readonly clock: VirtualClock;
  private readonly network: VirtualNetwork;
  private readonly random: Random;
  private readonly trace: Trace;
  private readonly recorder: Recorder;
  private broker: BrokerUnderTest | undefined;
  private judge: Judge | undefined;
  private operator: Operator | undefined;
  private hasViolation = false;
  /** What was shown last of each cabinet, as text. */
  private readonly shownLast = new Map<string, string>();

  constructor(private readonly options: VirtualRunOptions) {
    const { plan } = options;
    this.clock = createVirtualClock({ wallMs: plan.startMs, host: this.host });
    const { clock, host } = this;
    const hostClock = host.viewOf(clock);
    this.network = createVirtualNetwork({ clock, hostClock, latencyMs: LATENCY_MS });
    this.random = createRandom(plan.seed).fork("run");
    this.trace = new Trace(options.onTraceLine);
    this.recorder = new Recorder(plan);
  }

  async run(): Promise<Verdict> {
    const startedMs = this.options.hostMs();
    const chance = this.random.fork("host");
    const restore = this.host.install({ clock: this.clock, chance: () => chance.next() });
    try {
      const stage = await this.set();
      await this.play();
      stage.clear();
      const nowMs = this.clock.monotonicMs();
      await this.judge?.finish(nowMs);
      return this.verdict(nowMs, this.options.hostMs() - startedMs);
    } finally {
      // What went wrong before matters more than what goes wrong now.
      await this.settled(this.broker?.stop() ?? Promise.resolve()).catch(() => {});
      restore();
    }
  }

  /** Waits for work of the host that takes no time of the run. */
  private async settled<Result>(work: Promise<Result>): Promise<Result> {
    const ended = Promise.allSettled([work]);
    await this.clock.advance(0);
    await ended;
    return work;
  }

  private readonly emit = (event: RunEvent): void => {
    this.trace.observe(event);
    this.judge?.observe(event);
    this.recorder.observe(event);
    if (event.kind === "broker") this.shownLast.clear();
    // Nobody is told that an answer is good for longer, but whoever looks sees it.
    if (event.kind === "acknowledged") this.show(event.id);
  };

  /** Looks at what the broker shows of a cabinet, and tells it when it is something else. */
  private readonly show = (id: string): void => {
    const atMs = this.clock.monotonicMs();
    const shown = this.broker?.show(id);
    const text = JSON.stringify(shown) ?? "";
    if (this.shownLast.get(id) === text) return;
    this.shownLast.set(id, text);
    this.emit({ kind: "shown", atMs, id, shown });
  };

  /** Somebody looks at one cabinet after the other, whether there is news or not. */
  private lookAround(index: number): void {
    const { cabinets } = this.options.plan;
    this.clock.after("look", LOOK_MS, () => {
      const cabinet = cabinets[index % cabinets.length];
      if (cabinet) this.show(cabinet.id);
      this.lookAround(index + 1);
    });
  }

  /** Broker, cabinets, people: everything is there, and nothing has happened yet. */
  private async set(): Promise<Stage> {
    const { plan, firmware, createBroker, settingsOf } = this.options;
    const { clock, random, network, emit } = this;
    const operator = new Operator({ clock, emit, show: this.show, cabinets: plan.cabinets });
    this.operator = operator;
    const listener = {
      changed: this.show,
      alerted: operator.alerted,
      died: operator.died,
      failed: (sentence: string) => {
        this.emit({ kind: "failure", atMs: clock.monotonicMs(), sentence });
      },
    };
    const hostClock = this.host.viewOf(clock);
    const broker = await this.created(
      createBroker({ clock: hostClock, random: random.fork("broker"), listener }),
    );
    this.broker = broker;
    const stage = new Stage({
      plan,
      firmware,
      clock,
      random,
      connect: network.connect,
      settingsOf: (cabinet) => settingsOf(cabinet, broker.office.deviceKeyHex(cabinet.id)),
      emit,
    });
    const performer = new Performer({
      stage,
      network,
      broker,
      clock,
      random,
      operator,
      emit,
      touchHost: this.host.touch,
    });
    this.judge = createJudge({
      plan,
      reports: (id) => broker.reports(id),
      onAlerted: (afterMs) => this.recorder.alerted(afterMs),
      onViolation: () => {
        this.hasViolation = true;
      },
      counters: () => [this.connections()],
      convergence: {
        faultsStoppedAtMs: quietFromMs(plan),
        shouldBeReady: (id) => performer.shouldBeReady(id),
      },
    });
    operator.serve({ broker, judge: this.judge, host: this.host });
    network.listen(MQTT_PORT, (stream) => broker.connect(stream, SENSORS_ADDRESS));
    await this.settled(operator.openOffice());
    for (const member of stage.members.values()) stage.tellTruth(member);
    this.powerOn(stage);
    this.lookAround(0);
    performer.schedule(plan.steps);
    return stage;
  }

  private connections() {
    const max =
      this.options.plan.cabinets.length * CONNECTIONS_PER_CABINET_MAX +
      CONNECTIONS_OF_ATTACKERS_MAX;
    return { name: "open connections", value: this.network.openCount, max };
  }

  /** A broker may need turns of the host itself to be made, to load its engine for example. */
  private async created(making: Promise<BrokerUnderTest>): Promise<BrokerUnderTest> {
    let made: BrokerUnderTest | undefined;
    const done = making.then((broker) => {
      made = broker;
    });
    while (!made) {
      await this.clock.advance(0);
      await Promise.race([done, this.clock.advance(0)]);
    }
    return made;
  }

  private powerOn(stage: Stage): void {
    const members = [...stage.members.values()];
    members.forEach(({ cabinet }, index) => {
      const delayMs = (POWER_ON_SPREAD_MS * index) / members.length;
      this.clock.after("power on", delayMs, () => cabinet.breakerOn());
    });
  }

  private async play(): Promise<void> {
    const { plan, onProgress, stopsAtViolation } = this.options;
    while (this.clock.monotonicMs() < plan.durationMs) {
      if (stopsAtViolation && this.hasViolation) return;
      const leftMs = plan.durationMs - this.clock.monotonicMs();
      await this.clock.advance(Math.min(SLICE_MS, leftMs));
      this.judge?.pass(this.clock.monotonicMs());
      onProgress?.(this.clock.monotonicMs());
    }
    this.operator?.close();
  }

  private verdict(nowMs: number, tookMs: number): Verdict {
    const { judge, recorder, trace } = this;
    if (!judge) throw new Error("A run has no verdict before it began.");
    const { replay } = this.options;
    const traceHash = trace.digest();
    return recorder.verdict({ judge, pace: "virtual", nowMs, tookMs, traceHash, replay });
  }
}

/**
 * Runs a plan to its end. Resolves with the verdict, whatever it is; rejects when the plan cannot
 * be carried out. Only one run at a time: it takes over the timers of this process.
 */
export function runVirtually(options: VirtualRunOptions): Promise<Verdict> {
  return new VirtualRun(options).run();
}
