/**
 * Somebody who can read and write at every wire and has no key: he repeats what he has overheard,
 * makes up reports and commands, and may have copied a whole sensor.
 */
import { type Connect, ConnectionRefused, HostSilent, type WireListener } from "../runtime/wire";
import type { Stage, StageMember } from "./stage";

export interface AdversaryOptions {
  readonly stage: Stage;
  readonly connect: Connect;
  readonly later: (delayMs: number, run: () => void) => void;
}

/** He gives the broker so long to answer a login that he repeats. */
const LOGIN_MS = 2000;
/** Then he goes. */
const STAY_MS = 60_000;
const BROKER = { host: "broker", port: 1883 } as const;
/** A digit that he changes in what a report says. */
const SEQ = '"seq":';

const DEAF: WireListener = {
  opened: () => {},
  received: () => {},
  sent: () => {},
  finished: () => {},
  closed: () => {},
};

/** The packet with the first digit of its report's number changed: same length, wrong signature. */
function forged(packet: Buffer): Buffer {
  const copy = Buffer.from(packet);
  const at = copy.indexOf(SEQ) + SEQ.length;
  const digit = copy[at] ?? 0;
  copy[at] = digit === 0x39 ? 0x31 : digit + 1;
  return copy;
}

export class Adversary {
  private readonly clones = new Map<string, { remove(): void }>();

  constructor(private readonly options: AdversaryOptions) {}

  /** The last reports once more, over the sensor's own connection and over one of his own. */
  replayReports({ tap }: StageMember, count: number): void {
    const packets = tap.reports.slice(-count);
    for (const packet of packets) tap.say(packet);
    this.visit(tap.lastConnect, packets);
  }

  /** Reports that the sensor never made, in its name. */
  forgeReports({ tap }: StageMember): void {
    const last = tap.reports.at(-1);
    if (!last) return;
    const packet = forged(last);
    tap.say(packet);
    this.visit(tap.lastConnect, [packet]);
  }

  /** All that the sensor was ever told, once more. */
  replayCommands({ tap }: StageMember): void {
    for (const packet of [...tap.commands]) tap.whisper(packet);
  }

  clone(member: StageMember): void {
    const { id } = member.planned;
    this.removeClone(member);
    this.clones.set(id, this.options.stage.createClone(member));
    this.keyIsStolen(member, true);
  }

  removeClone(member: StageMember): void {
    const { id } = member.planned;
    if (!this.clones.has(id)) return;
    this.clones.get(id)?.remove();
    this.clones.delete(id);
    this.keyIsStolen(member, false);
  }

  /** Nobody can tell the copy from the sensor; what is true of the cabinet nobody hears. */
  private keyIsStolen(member: StageMember, isKeyStolen: boolean): void {
    // For good: the sensor is behind its copy, and its key is known.
    member.troubles.add("key-stolen");
    member.blind = { ...member.blind, isKeyStolen };
    this.options.stage.tellTruth(member);
  }

  /** Connects with a login that was good once. */
  private visit(login: Buffer | undefined, packets: readonly Buffer[]): void {
    if (!login) return;
    try {
      const wire = this.options.connect(BROKER, DEAF);
      wire.send(login);
      this.options.later(LOGIN_MS, () => {
        for (const packet of packets) wire.send(packet);
      });
      this.options.later(STAY_MS, () => wire.reset());
    } catch (error) {
      // He finds the broker as little as anybody else would.
      if (!(error instanceof ConnectionRefused || error instanceof HostSilent)) throw error;
    }
  }
}
