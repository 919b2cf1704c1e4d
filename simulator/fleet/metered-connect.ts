/**
 * Measures at a device's wire: when it is logged in, and how long the broker takes to acknowledge
 * its reports. It only reads along; what passes is not changed, delayed or copied.
 */
import type { Connect, Wire, WireListener } from "../runtime/wire";
import type { FleetMeter } from "./fleet-meter";
import {
  CONNACK,
  connackCode,
  frameType,
  type MqttFrame,
  MqttFrames,
  PUBACK,
  PUBLISH,
  pubackId,
  publishId,
  publishTopic,
} from "./mqtt-frames";

export interface MeteredConnectOptions {
  readonly connect: Connect;
  readonly meter: FleetMeter;
  readonly monotonicMs: () => number;
}

/** What is known of one cabinet over all its connections. */
interface CabinetRecord {
  hasConnected: boolean;
  hasAcknowledgement: boolean;
}

const REPORT_TOPIC_END = "/report";

/** One connection: the wire of its device, and the listener of the wire below. */
class MeteredWire implements Wire, WireListener {
  below: Wire | undefined;
  private readonly outward = new MqttFrames();
  private readonly inward = new MqttFrames();
  private readonly waitingIds: number[] = [];
  private readonly waitingSinceMs: number[] = [];
  private isLoggedIn = false;
  private isOver = false;

  constructor(
    private readonly options: MeteredConnectOptions,
    private readonly cabinet: CabinetRecord,
    private readonly above: WireListener,
  ) {}

  send(bytes: Uint8Array): void {
    this.outward.take(bytes, this.sees);
    this.below?.send(bytes);
  }

  finish(): void {
    this.over(false);
    this.below?.finish();
  }

  reset(): void {
    this.over(false);
    this.below?.reset();
  }

  abandon(): void {
    this.over(false);
    this.below?.abandon();
  }

  opened(): void {
    this.above.opened();
  }

  received(bytes: Uint8Array): void {
    this.inward.take(bytes, this.hears);
    this.above.received(bytes);
  }

  sent(): void {
    this.above.sent();
  }

  finished(): void {
    this.over(true);
    this.above.finished();
  }

  closed(problem: string | undefined): void {
    this.over(true);
    this.above.closed(problem);
  }

  private readonly sees = (frame: MqttFrame): void => {
    if (frameType(frame) !== PUBLISH) return;
    const id = publishId(frame);
    if (id === undefined || !publishTopic(frame).endsWith(REPORT_TOPIC_END)) return;
    this.options.meter.count("reports");
    this.waitingIds.push(id);
    this.waitingSinceMs.push(this.options.monotonicMs());
  };

  private readonly hears = (frame: MqttFrame): void => {
    const type = frameType(frame);
    if (type === PUBACK) this.acknowledged(pubackId(frame));
    else if (type === CONNACK && connackCode(frame) === 0) this.loggedIn();
  };

  private acknowledged(id: number): void {
    const at = this.waitingIds.indexOf(id);
    if (at < 0) return;
    const { meter, monotonicMs } = this.options;
    this.waitingIds.splice(at, 1);
    const [sinceMs = 0] = this.waitingSinceMs.splice(at, 1);
    meter.count("acknowledgements");
    meter.latency(monotonicMs() - sinceMs);
    if (this.cabinet.hasAcknowledgement) return;
    this.cabinet.hasAcknowledgement = true;
    meter.count("acknowledgedOnce");
  }

  private loggedIn(): void {
    const { meter } = this.options;
    this.isLoggedIn = true;
    meter.count("connected");
    meter.count(this.cabinet.hasConnected ? "reconnects" : "connectedOnce");
    this.cabinet.hasConnected = true;
  }

  private over(isByOtherSide: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    if (isByOtherSide) this.options.meter.count("errors");
    if (this.isLoggedIn) this.options.meter.count("connected", -1);
  }
}

/** A `Connect` for one cabinet, which counts on the meter. */
export function meteredConnect(options: MeteredConnectOptions): Connect {
  const cabinet = { hasConnected: false, hasAcknowledgement: false };
  return (target, listener) => {
    const metered = new MeteredWire(options, cabinet, listener);
    metered.below = options.connect(target, metered);
    return metered;
  };
}
