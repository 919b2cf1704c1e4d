/** What both halves of the fleet benchmark measure, so that they can stand side by side. */

export interface FleetLoadFigures {
  readonly clients: number;
  /** Resident memory that each client adds to the process, in bytes; kernel sockets not counted. */
  readonly rssBytesPerClient: number;
  /** Until each client had its first message acknowledged, from the first connection on. */
  readonly firstAcknowledgementsMs: number;
  /** Of the window in steady state. */
  readonly windowMs: number;
  readonly messages: number;
  readonly cpuS: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

export function clientsPerGb({ rssBytesPerClient }: FleetLoadFigures): number {
  return 1e9 / rssBytesPerClient;
}

export function messagesPerCpuS({ messages, cpuS }: FleetLoadFigures): number {
  return messages / cpuS;
}

/** Processor time that one client costs in a minute, in seconds. */
export function cpuSPerClientMinute({ cpuS, clients, windowMs }: FleetLoadFigures): number {
  return cpuS / clients / (windowMs / 60_000);
}
