/**
 * The programs of the conformance suite on the real interpreter: their committed outputs are what
 * it says. With `-u` they are written anew, which is for an interpreter like the ESP32's only.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cut, FAR_SIDES, PROGRAMS, type Program, withPorts } from "../conformance/programs";
import { binary } from "./bench";

const FAR_PAUSE_MS = 30;
const TIMEOUT_MS = 20_000;
const BEGIN = "-- program --";
/** The interpreter on Linux has no Wi-Fi, but a network all the time. */
const PRELUDE = `echo(0);
function block(ms) { var end = getTime() + ms / 1000; while (getTime() < end); }
Modules.addCached("Wifi", "exports.connect=function(n,o,f){setTimeout(f,1,null);};");
print(process.memory().blocksize, "${BEGIN}");
`;
/** Bytes of one variable in a build with the ESP32's settings. */
const ESP32_VAR_BYTES = 14;

/** The prompt between the lines, and what only the console of this build says. */
const CONSOLE_TEXT = /\n>$|^Compacting\.\.\. \S*\n?|^ERROR: Connect failed.*\n/gm;

class FarSides {
  readonly ports: Record<string, number> = {};
  readonly #servers: Server[] = [];

  async open(): Promise<void> {
    for (const name of [...Object.keys(FAR_SIDES), "PORT_NOBODY"]) {
      const accept = FAR_SIDES[name];
      const server = createServer((socket) => {
        socket.on("error", () => socket.destroy());
        accept?.(socket, (run) => setTimeout(run, FAR_PAUSE_MS));
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      this.ports[name] = (server.address() as AddressInfo).port;
      if (accept) this.#servers.push(server);
      else server.close();
    }
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}

/** What one boot printed, with the bytes of one variable in front. */
async function boot(folder: string, source: string, cut: Cut | undefined): Promise<string> {
  writeFileSync(join(folder, "program.js"), PRELUDE + source);
  // An idle, open stdin: at its end the interpreter would take rubbish for input.
  const run = spawn(binary ?? "", ["program.js"], {
    cwd: folder,
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
    stdio: ["pipe", "pipe", "ignore"],
    // For builds that honour it, as `Cut` says.
    env: { ...process.env, ...(cut && { ESPRUINO_CUT: `${cut.operation}:${cut.percent}` }) },
  });
  let printed = "";
  run.stdout.setEncoding("latin1").on("data", (chunk: string) => {
    printed += chunk;
  });
  await once(run, "close");
  return printed;
}

async function runOnInterpreter(program: Program, far: FarSides) {
  const folder = mkdtempSync(join(tmpdir(), "espruino-conformance-"));
  let isLikeEsp32 = true;
  let text = "";
  for (const { source, cut } of program.boots) {
    const printed = await boot(folder, withPorts(source, far.ports), cut);
    const [, varBytes, output] = printed.split(new RegExp(`(\\d+) ${BEGIN}\r\n`));
    isLikeEsp32 &&= Number(varBytes) === ESP32_VAR_BYTES;
    text += (output ?? printed).replace(/\r\n/g, "\n").replace(CONSOLE_TEXT, "");
  }
  rmSync(folder, { recursive: true, force: true });
  return { isLikeEsp32, text };
}

describe.skipIf(!binary)("on the real interpreter", () => {
  const far = new FarSides();

  beforeAll(() => far.open());
  afterAll(() => far.close());

  test.for(PROGRAMS)("$name", async (program, { skip }) => {
    const { isLikeEsp32, text } = await runOnInterpreter(program, far);

    if (!isLikeEsp32 && !program.runsOnAnyBuild) skip("needs a build like the ESP32's");
    await expect(text).toMatchFileSnapshot(program.outputFile);
  });
});
