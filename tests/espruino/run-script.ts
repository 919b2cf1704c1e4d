/** Runs one script of this folder, built like the firmware, on the real interpreter. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFirmware } from "../../firmware/build/bundle";

export interface ScriptRun {
  readonly binary: string;
  /** File name in this folder. */
  readonly entry: string;
  /** What it prints last. */
  readonly until: RegExp;
  readonly timeoutMs: number;
}

/** All that it printed. */
export async function runScript({ binary, entry, until, timeoutMs }: ScriptRun): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "espruino-script-"));
  const entryFile = join(__dirname, entry);
  const { text } = await bundleFirmware({ entryFile, version: "0.0.1", isResident: true });
  writeFileSync(join(folder, "script.js"), text);
  // An idle, open stdin: at its end the interpreter would take rubbish for input.
  const run = spawn(binary, ["script.js"], {
    cwd: folder,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    stdio: ["pipe", "pipe", "ignore"],
  });
  let printed = "";
  run.stdout.setEncoding("latin1").on("data", (chunk: string) => {
    printed += chunk;
    if (until.test(printed)) run.kill("SIGKILL");
  });
  await once(run, "close");
  rmSync(folder, { recursive: true, force: true });
  return printed;
}
