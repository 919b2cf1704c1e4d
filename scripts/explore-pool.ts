/** The processes of exploration: hands jobs out to them, replaces those that die or hang. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { type ExploreJob, type ExploreResult, failedRun } from "./explore-worker";

export interface PoolOptions {
  readonly workers: number;
  /** A run that takes longer hangs. */
  readonly runMsMax: number;
}

const WORKER_FILE = join(__dirname, "explore-worker.ts");
const TYPESCRIPT = ["-r", "ts-node/register"];

interface Worker {
  readonly child: ChildProcess;
  done: ((result: ExploreResult) => void) | undefined;
}

export class ExplorePool {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: ((worker: Worker) => void)[] = [];

  constructor(private readonly options: PoolOptions) {
    for (let index = 0; index < options.workers; index++) this.idle.push(this.begin());
  }

  get workers(): number {
    return this.options.workers;
  }

  /** Resolves with how the run ended, whatever became of its process. */
  async run(job: ExploreJob): Promise<ExploreResult> {
    const worker = await this.free();
    return new Promise((resolve) => {
      const { runMsMax } = this.options;
      const hangs = setTimeout(() => {
        worker.done?.(failedRun(`the run did not end within ${runMsMax} ms of this computer`));
        this.replace(worker);
      }, runMsMax);
      worker.done = (result) => {
        clearTimeout(hangs);
        worker.done = undefined;
        resolve(result);
      };
      worker.child.send(job);
    });
  }

  /** Ends all processes. */
  close(): void {
    for (const { child } of this.all) child.kill();
    this.all.clear();
  }

  private begin(): Worker {
    const child = fork(WORKER_FILE, { execArgv: TYPESCRIPT, serialization: "advanced" });
    const worker: Worker = { child, done: undefined };
    this.all.add(worker);
    child.on("message", (result: ExploreResult) => {
      worker.done?.(result);
      // One that failed is about to exit: whatever went wrong may have broken more.
      if (result.traceHash !== "") this.release(worker);
    });
    child.on("exit", (code) => {
      if (!this.all.has(worker)) return;
      worker.done?.(failedRun(`the process of the run ended with ${code}`));
      this.replace(worker);
    });
    return worker;
  }

  private replace(worker: Worker): void {
    if (!this.all.delete(worker)) return;
    worker.child.kill("SIGKILL");
    this.release(this.begin());
  }

  private release(worker: Worker): void {
    const next = this.waiting.shift();
    if (next) next(worker);
    else this.idle.push(worker);
  }

  private free(): Promise<Worker> {
    const worker = this.idle.pop();
    if (worker) return Promise.resolve(worker);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
