/**
 * The programs of the conformance suite, and the far side of their connections. Each is a
 * JavaScript file in `programs/`, with what the real interpreter printed beside it (`.txt`). A
 * program ends by itself; `PORT_...` in its text stands for the port of a far side. Lines that
 * begin with `// ----` part what runs in several boots, one after the other, on the same flash:
 * behind `// ---- cut 2:50` the power goes when half of the second flash operation is done.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Duplex } from "node:stream";

/** The power goes in this flash operation (1 is the first), of which so much is still done. */
export interface Cut {
  readonly operation: number;
  readonly percent: number;
}

export interface Boot {
  readonly source: string;
  readonly cut: Cut | undefined;
}

export interface Program {
  readonly name: string;
  readonly boots: readonly Boot[];
  /** Where its output is kept. */
  readonly outputFile: string;
  /** False for what needs an interpreter with the ESP32's text of bytes and flash. */
  readonly runsOnAnyBuild: boolean;
}

const FOLDER = join(__dirname, "programs");
/** A comment in a program that needs an interpreter like the ESP32's. */
const ESP32_ONLY = /^\/\/ only: esp32$/m;

function bootsOf(source: string): Boot[] {
  const [first = "", ...rest] = source.split(/^(\/\/ ---- .*)\n/m);
  const boots: Boot[] = [{ source: first, cut: undefined }];
  for (let at = 0; at < rest.length; at += 2) {
    const cut = /cut (\d+):(\d+)/.exec(rest[at] ?? "");
    boots.push({
      source: rest[at + 1] ?? "",
      cut: cut ? { operation: Number(cut[1]), percent: Number(cut[2]) } : undefined,
    });
  }
  return boots;
}

export const PROGRAMS: readonly Program[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".js"))
  .map((file) => {
    const source = readFileSync(join(FOLDER, file), "utf8");
    const name = file.slice(0, -".js".length);
    const outputFile = join(FOLDER, `${name}.txt`);
    return { name, boots: bootsOf(source), outputFile, runsOnAnyBuild: !ESP32_ONLY.test(source) };
  });

/** Runs something after the pause of a network far away. */
export type Later = (run: () => void) => void;

/** What the programs connect to, by the name of the port. Nobody listens on PORT_NOBODY. */
export const FAR_SIDES: Readonly<Record<string, (stream: Duplex, later: Later) => void>> = {
  PORT_ECHO: (stream, later) => {
    stream.on("data", (bytes: Uint8Array) => later(() => stream.write(bytes)));
    stream.on("end", () => stream.end());
  },
  /** As an echo, of the first bytes only. */
  PORT_ONCE: (stream, later) => {
    stream.once("data", (bytes: Uint8Array) => {
      later(() => stream.write(bytes));
      stream.resume();
    });
    stream.on("end", () => stream.end());
  },
  PORT_GREET: (stream, later) => {
    stream.once("data", () => later(() => stream.end("hello")));
  },
  PORT_RESET: (stream, later) => {
    const reset = "resetAndDestroy" in stream ? stream.resetAndDestroy : stream.destroy;
    stream.once("data", () => later(() => (reset as () => void).call(stream)));
  },
};

/** The program with these ports; that of PORT_NOBODY is for the caller to choose. */
export function withPorts(source: string, ports: Readonly<Record<string, number>>): string {
  return source.replace(/PORT_\w+/g, (name) => String(ports[name]));
}
