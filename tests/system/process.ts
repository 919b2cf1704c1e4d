/** The project's commands as real processes, as a user starts them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PROJECT_FOLDER = join(__dirname, "../..");

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

export class CommandProcess {
  output = "";
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  /** Starts e.g. `broker` with its options. */
  constructor(script: string, options: readonly string[]) {
    const args = ["-r", "ts-node/register", join("scripts", `${script}.ts`), ...options];
    this.#child = spawn(process.execPath, args, { cwd: PROJECT_FOLDER });
    this.#child.stdout?.on("data", (chunk) => this.#take(chunk));
    this.#child.stderr?.on("data", (chunk) => this.#take(chunk));
    this.#closed = once(this.#child, "close");
  }

  #take(chunk: Buffer): void {
    this.output += chunk.toString();
    this.#child.emit("printed");
  }

  /** The first match in what was printed, as soon as it is there; throws when it ends before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`It ended without printing ${pattern}:\n${this.output}`);
      }
      await Promise.race([once(this.#child, "printed"), this.#closed]);
    }
  }

  kill(signal: "SIGKILL" | "SIGINT"): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    await this.#closed;
    return { exitCode: this.#child.exitCode, output: this.output };
  }
}
