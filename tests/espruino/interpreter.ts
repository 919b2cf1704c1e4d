/**
 * The real Espruino interpreter as a child process: its flash is filled like a provisioned board's,
 * then it boots. It gets power again by itself after a restart, as a board does. Pins are driven
 * over the board shim's control line. The binary is the one named by ESPRUINO; nothing of it
 * belongs to this project.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";

/** Writing the files into an empty flash takes the interpreter well under this. */
const SETUP_TIMEOUT_MS = 30_000;
const BUILT = join(__dirname, "../../dist/firmware");

export interface MemoryUse {
  readonly usedVars: number;
  /** Bytes of one variable, which tells the kind of build. */
  readonly varBytes: number;
  /** Most bytes of stack in use so far; 0 where the build does not tell. */
  readonly stackBytesMax: number;
}

export interface InterpreterOptions {
  readonly binary: string;
  /** Undefined = a bare board, as it comes out of its bag. */
  readonly settings?: DeviceSettings;
  /** Where the board's console is, instead of its standard output: a port on this machine. */
  readonly consolePort?: number;
  /** Everything the interpreter prints, a chunk at a time. */
  readonly onPrint?: (text: string) => void;
  /** The application; the built one when left out, none when undefined is given. */
  readonly app?: string | undefined;
}

/** Takes the power away in one flash operation of the next boot. */
export interface Cut {
  /** 1 is the first operation. */
  readonly operation: number;
  /** How much of it is still done. */
  readonly percent: number;
}

/** The script that fills the flash, in pieces: a whole file fits neither memory nor stack. */
const SETUP = `
function fill(name, source, length) {
  var file = E.openFile(source, "r"), at = 0;
  for (; at < length; at += 1024) {
    require("Storage").write(name, file.read(1024), at, length);
  }
  file.close();
}
FILES.forEach(function (file, index) { fill(file[0], "file" + index, file[1]); });
print("FILLED", require("Storage").list().length);
`;

export function builtFile(name: "bundle.js" | "loader.js" | "doors.js"): string {
  return readFileSync(join(BUILT, name), "utf8");
}

export class Interpreter {
  readonly folder = mkdtempSync(join(tmpdir(), "espruino-"));
  /** Everything printed so far. */
  printed = "";
  /** The stand-in for the board's own parts, as it is on this board. */
  shim = "";
  /** Restarts by itself so far, power cuts included. */
  restarts = 0;
  readonly #options: InterpreterOptions;
  readonly #server: Server = createServer();
  #control: Socket | undefined;
  #child: ChildProcess | undefined;
  #hasPower = false;
  #cuts: Cut[] = [];
  #isCutAhead = false;

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** Fills the flash; needed once before the first boot. */
  async fillFlash(): Promise<void> {
    // The shim comes back after every restart of the program, too.
    this.#server.on("connection", (control) => {
      control.on("error", () => control.destroy());
      this.#control = control;
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    const shim = readFileSync(join(__dirname, "board-shim.js"), "utf8");
    const app = "app" in this.#options ? this.#options.app : builtFile("bundle.js");
    const { settings, consolePort = 0 } = this.#options;
    const ports = { CONTROL_PORT: port, CONSOLE_PORT: consolePort };
    this.shim = shim.replace(/CONTROL_PORT|CONSOLE_PORT/g, (name) => {
      return String(ports[name as keyof typeof ports]);
    });
    const files: Record<string, string> = {
      // On a bare board not in the place of ours, which is to be written there.
      [settings ? ".boot0" : ".boot2"]: this.shim,
      ...(settings && {
        ".boot1": builtFile("doors.js"),
        ".bootcde": builtFile("loader.js"),
        [SETTINGS_FILE]: JSON.stringify(settings),
        ...(app === undefined ? {} : { "aed-app0": app }),
      }),
    };
    const names = Object.keys(files);
    names.forEach((name, index) => {
      writeFileSync(join(this.folder, `file${index}`), files[name] ?? "");
    });
    const sizes = names.map((name) => [name, Buffer.byteLength(files[name] ?? "")]);
    const script = SETUP.replace("FILES", JSON.stringify(sizes));
    const output = this.run("setup.js", script, SETUP_TIMEOUT_MS);
    if (!output.includes(`FILLED ${names.length}`)) {
      throw new Error(`The interpreter did not fill its flash: ${output}`);
    }
  }

  /** Runs one script to its end on this board's flash, without its boot files' loop. */
  run(name: string, script: string, timeoutMs: number): string {
    writeFileSync(join(this.folder, name), script);
    const run = spawnSync(this.#options.binary, [name], {
      cwd: this.folder,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      encoding: "latin1",
    });
    return `${run.stdout}${run.stderr}`;
  }

  /**
   * Switches the board on; resolves when its boot files have run. Each boot loses its power in the
   * next of the `cuts`, until there are none left.
   */
  async powerOn(cuts: readonly Cut[] = []): Promise<void> {
    this.#hasPower = true;
    this.#cuts = [...cuts];
    await this.#boot();
  }

  /** Boots that are still to lose their power, the running one included. */
  get cutsLeft(): number {
    return this.#cuts.length + (this.#isCutAhead ? 1 : 0);
  }

  /** Every callback of the program runs this many calls deeper; from the next boot on. */
  nestCallbacks(calls: number): void {
    writeFileSync(join(this.folder, "nest"), String(calls));
  }

  /** Cuts the power: nothing is written any more, the flash stays as it is. */
  async powerOff(): Promise<void> {
    this.#hasPower = false;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  }

  setPin(name: string, level: 0 | 1): void {
    this.#control?.write(`pin ${name} ${level}\n`);
  }

  /** The AED's indicator blinks with this period; 0 leaves it dark. */
  blink(periodMs: number): void {
    this.#control?.write(`blink ${periodMs}\n`);
  }

  /** A line arrives on the AED's status port. */
  serialLine(line: string): void {
    this.#control?.write(`serial ${line}\n`);
  }

  /** Memory runs out, or the stack does, in a callback. */
  provoke(what: "exhaust" | "recurse"): void {
    this.#control?.write(`${what}\n`);
  }

  /** Variables in use right now, garbage collected. */
  async memory(): Promise<MemoryUse> {
    const control = this.#control;
    if (!control) throw new Error("The interpreter is not running.");
    control.write("memory\n");
    const [answer] = (await once(control, "data")) as [Buffer];
    const words = answer.toString().trim().split(" ").map(Number);
    return { usedVars: words[1] ?? 0, varBytes: words[2] ?? 0, stackBytesMax: words[3] ?? 0 };
  }

  async dispose(): Promise<void> {
    await this.powerOff();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #boot(): Promise<void> {
    const cut = this.#cuts.shift();
    this.#isCutAhead = cut !== undefined;
    writeFileSync(join(this.folder, "cut"), cut ? `${cut.operation} ${cut.percent}` : "0 0");
    const connection = once(this.#server, "connection");
    // An idle, open stdin: at its end the interpreter would spin.
    const child = spawn(this.#options.binary, [], {
      cwd: this.folder,
      stdio: ["pipe", "pipe", "ignore"],
      // Some builds honour this and then rest between turns of their loop.
      env: { ...process.env, ESPRUINO_LOOP_US: "500" },
    });
    this.#child = child;
    child.stdout?.setEncoding("latin1").on("data", (text: string) => {
      this.printed += text;
      this.#options.onPrint?.(text);
    });
    child.on("close", () => this.#ended(child));
    const ended = once(child, "close");
    await Promise.race([connection, ended]);
  }

  /** A board restarts when its program says so, and after a power cut the power comes back. */
  #ended(child: ChildProcess): void {
    if (!this.#hasPower || child !== this.#child) return;
    this.restarts += 1;
    this.#isCutAhead = false;
    void this.#boot();
  }
}
