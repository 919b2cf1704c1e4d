/** A healthy report and the payloads made from reports, as a sensor would sign them. */
import { sealFrame } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import type { Report } from "../../../protocol/report";
import { topicOf } from "../../../protocol/topics";

/** Changes to a healthy report, section by section. */
export interface ReportChange extends Partial<Omit<Report, "aed" | "cabinet" | "node">> {
  readonly aed?: Partial<Report["aed"]>;
  readonly cabinet?: Partial<Report["cabinet"]>;
  readonly node?: Partial<Report["node"]>;
}

/** A report of a cabinet in good order, made at `at` (seconds since 1970), with changes. */
export function sampleReport(at: number, change: ReportChange = {}): Report {
  const { aed, cabinet, node, ...rest } = change;
  return {
    v: 1,
    id: "gym-north",
    boot: 1,
    seq: 1,
    at,
    clock: "synced",
    upS: 60,
    why: "connected",
    dueS: 900,
    aed: {
      present: true,
      removals: 0,
      indicator: { state: "ready", method: "status-light", at },
      selfTest: { result: "not-sensed" },
      battery: { state: "ok" },
      pads: { state: "ok" },
      ...aed,
    },
    cabinet: { door: "closed", ...cabinet },
    node: {
      firmware: "0.1.0",
      config: 1,
      freeVars: 4000,
      reset: "power-on",
      dropped: 0,
      ...node,
    },
    faults: [],
    ...rest,
  };
}

/** The signed payload of `body` for a topic of a cabinet. */
export function signedPayload(topic: string, body: object, keyHex: string): string {
  const key = Buffer.from(keyHex, "hex");
  return sealFrame(topic, JSON.stringify(body), createAuthenticator(key));
}

/** The signed payload of a report on its own topic. */
export function reportPayload(report: Report, keyHex: string): string {
  return signedPayload(topicOf(report.id, "report"), report, keyHex);
}
