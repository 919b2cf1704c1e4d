/** What the verbs about network, broker, releases and attackers do. */
import type { Random } from "../fleet/random";
import type { VirtualNetwork } from "../runtime/virtual-network";
import type { BrokerVerb, CabinetVerb, FleetVerb, NetworkVerb } from "../scenario/verbs";
import type { Adversary } from "./adversary";
import type { BrokerUnderTest, ReleaseKind } from "./broker-under-test";
import type { HandsOnVerb, Values } from "./cabinet-acts";
import type { Stage, StageMember } from "./stage";

/** One-way delay of a network that is well, in milliseconds. */
export const LATENCY_MS = 5;
const HOUR_MS = 3_600_000;

export type HostileVerb = Exclude<CabinetVerb, HandsOnVerb>;

/** What attackers do to single cabinets. */
export function hostileActs(
  adversary: Adversary,
): Readonly<Record<HostileVerb, (member: StageMember, values: Values) => void>> {
  return {
    "replay-reports": (member, values) => adversary.replayReports(member, Number(values.reports)),
    "forge-reports": (member) => adversary.forgeReports(member),
    "replay-commands": (member) => adversary.replayCommands(member),
    "clone-sensor": (member) => adversary.clone(member),
    "remove-clone": (member) => adversary.removeClone(member),
  };
}

export interface NetworkActsOptions {
  readonly network: VirtualNetwork;
  readonly stage: Stage;
  readonly random: Random;
  readonly later: (delayMs: number, run: () => void) => void;
}

export function networkActs(
  options: NetworkActsOptions,
): Readonly<Record<NetworkVerb, (values: Values) => void>> {
  const { network, stage, random, later } = options;
  let breaksPerHour = 0;
  let round = 0;

  /** Exponential pauses between breaks, until somebody mends the network or breaks it anew. */
  function breakOn(own: number): void {
    if (own !== round || breaksPerHour === 0) return;
    const count = network.openCount;
    const perMs = (breaksPerHour * Math.max(1, count)) / HOUR_MS;
    later(-Math.log(1 - random.next()) / perMs, () => {
      if (own !== round) return;
      if (count > 0) network.breakConnection(random.integer(0, network.openCount - 1));
      breakOn(own);
    });
  }

  return {
    "network-down": () => {
      network.isDown = true;
    },
    "network-up": () => {
      network.isDown = false;
      network.hanging = undefined;
      network.latencyMs = LATENCY_MS;
      round += 1;
      for (const { tap } of stage.members.values()) tap.release();
    },
    "delay-network": (values) => {
      network.latencyMs = Number(values.ms);
    },
    "lose-connections": (values) => {
      breaksPerHour = Number(values["per-hour"]);
      round += 1;
      breakOn(round);
    },
    "half-open": (values) => {
      network.hanging = values.direction === "to-sensors" ? "to-device" : "to-host";
    },
    "hold-reports": () => {
      for (const { tap } of stage.members.values()) tap.isHolding = true;
    },
  };
}

export interface BrokerActsOptions {
  readonly broker: BrokerUnderTest;
  readonly start: () => Promise<void>;
  /** It has ended, in whatever way. */
  readonly onEnded: () => void;
}

export function brokerActs(
  options: BrokerActsOptions,
): Readonly<Record<BrokerVerb, (values: Values) => Promise<void> | void>> {
  const { broker, start, onEnded } = options;
  const ended = async (end: Promise<void>) => {
    onEnded();
    await end;
  };
  return {
    "kill-broker": () => ended(broker.kill()),
    "cut-server-power": () => ended(broker.cutPower()),
    "stop-broker": () => ended(broker.stop()),
    "start-broker": start,
    "fill-disk": () => broker.fillDisk(true),
    "free-disk": () => broker.fillDisk(false),
    "set-server-clock": (values) => broker.setClock(Number(values["by-s"]) * 1000),
    "mend-server-clock": () => broker.setClock(0),
  };
}

export function fleetActs(
  rollOut: (kind: ReleaseKind) => void,
): Readonly<Record<FleetVerb, (values: Values) => void>> {
  return { "roll-out": ({ release }) => rollOut(release as ReleaseKind) };
}
