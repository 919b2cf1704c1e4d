/** A broker process with a data folder of its own, for the benchmarks of the fleet. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BenchBroker {
  readonly port: number;
  readonly dataFolder: string;
  /** Ends the process and removes its folder. */
  close(): void;
}

/** Resolves when it listens. Rejects when its process ends before that. */
export function startBenchBroker(): Promise<BenchBroker> {
  const dataFolder = mkdtempSync(join(tmpdir(), "aed-bench-"));
  const execArgv = ["-r", "ts-node/register"];
  const child = fork(join(__dirname, "full-broker.ts"), [dataFolder], { execArgv });
  const close = () => {
    child.kill();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`The broker of the benchmark ended with code ${code}.`));
    });
    child.once("message", (message) => {
      const port = (message as { readonly mqttPort: number }).mqttPort;
      resolve({ port, dataFolder, close });
    });
  });
}
