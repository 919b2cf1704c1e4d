/** What the tests of the outbox share: numbered reports, and what a restarted device would send. */
import { createOutbox, type Outbox, REFUSALS_MAX } from "../../../firmware/core/outbox";
import type { ReportCause } from "../../../protocol/report";
import type { PowerCutFlash } from "./power-cut-flash";

export const REPORT_BYTES = 600;

/** Never the same for two numbers, so that nothing else can pass for it. */
export function payloadOf(number: number, bytes = REPORT_BYTES): string {
  const text = `{"seq":${number},"is":"`;
  return `${text.padEnd(bytes - 2, `a report ${number} `)}"}`;
}

export function numberOf(payload: string): number {
  const number = Number(/^\{"seq":(\d+),/.exec(payload)?.[1]);
  if (payload !== payloadOf(number, payload.length)) throw new Error(`never added: ${payload}`);
  return number;
}

export function put(outbox: Outbox, number: number, why: ReportCause, bytes?: number): boolean {
  return outbox.add(why, payloadOf(number, bytes));
}

/** Sends and confirms all there is. */
export function drain(outbox: Outbox): number[] {
  const sent: number[] = [];
  for (let report = outbox.head(); report; report = outbox.head()) {
    sent.push(numberOf(report.payload));
    outbox.confirmHead();
  }
  return sent;
}

/** What the device would send if it restarted now; the flash stays as it is. */
export function storedIn(flash: PowerCutFlash): number[] {
  return drain(createOutbox(flash.restarted(), REFUSALS_MAX));
}
