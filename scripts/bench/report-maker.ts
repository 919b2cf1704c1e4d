/** Makes the load of the ingest benchmark: small valid reports, signed as each cabinet would. */
import { sealFrame } from "../../protocol/frame";
import { createAuthenticator } from "../../protocol/host/authenticator";
import { topicOf } from "../../protocol/topics";
import { publishPacket } from "./load-client";

/** One simulated cabinet's share of the load. */
export class ReportMaker {
  private seq = 0;
  private readonly topic: string;
  private readonly authenticate;

  constructor(
    readonly id: string,
    keyHex: string,
  ) {
    this.topic = topicOf(id, "report");
    this.authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
  }

  /** The next report as it goes on the wire, signed for the present second. */
  next(nowMs: number): string {
    this.seq += 1;
    const body = JSON.stringify({
      v: 1,
      id: this.id,
      boot: 1,
      seq: this.seq,
      at: Math.floor(nowMs / 1000),
      clock: "synced",
      upS: this.seq,
      why: "heartbeat",
      dueS: 900,
      simulated: true,
      aed: {
        present: true,
        indicator: { state: "ready" },
        selfTest: { result: "pass" },
        battery: { state: "ok" },
        pads: { state: "ok" },
      },
      cabinet: { door: "closed" },
      node: { firmware: "1", config: 1, freeVars: 1, reset: "a", dropped: 0 },
      faults: [],
    });
    return sealFrame(this.topic, body, this.authenticate);
  }

  /** `count` MQTT packets to publish one after the other. */
  packets(count: number, nowMs: number): Buffer[] {
    return Array.from({ length: count }, () => publishPacket(this.topic, this.next(nowMs)));
  }
}
