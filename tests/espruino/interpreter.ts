/**
 * The real Espruino interpreter as a child process: its flash is filled like a provisioned board's,
 * then it boots the bundle. Pins are driven over the board shim's control line. The binary is the
 * one named by ESPRUINO; nothing of it belongs to this project.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";

/** Writing three files into an empty flash takes the interpreter well under this. */
const SETUP_TIMEOUT_MS = 20_000;

export interface MemoryUse {
  readonly usedVars: number;
  /** Bytes of one variable, which tells the kind of build. */
  readonly varBytes: number;
}

/** Everything the interpreter prints goes to `onPrint`, a chunk at a time. */
export interface InterpreterOptions {
  readonly binary: string;
  readonly bundle: string;
  readonly settings: DeviceSettings;
  readonly onPrint: (text: string) => void;
}

/** The script that fills the flash, in pieces: a long text does not fit on the board's stack. */
const SETUP = `
function fill(name, source) {
  var text = require("fs").readFileSync(source), at = 0;
  for (; at < text.length; at += 1024) {
    require("Storage").write(name, text.substr(at, 1024), at, text.length);
  }
}
fill(".boot0", "boot0");
fill(".bootcde", "bootcde");
fill("${SETTINGS_FILE}", "settings");
print("FILLED", require("Storage").list().length);
`;

export class Interpreter {
  readonly #options: InterpreterOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "espruino-"));
  readonly #server: Server = createServer();
  #control: Socket | undefined;
  #child: ChildProcess | undefined;

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** Fills the flash; needed once before the first boot. */
  async fillFlash(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    const shim = readFileSync(join(__dirname, "board-shim.js"), "utf8");
    writeFileSync(join(this.#folder, "boot0"), shim.replace("CONTROL_PORT", String(port)));
    writeFileSync(join(this.#folder, "bootcde"), this.#options.bundle);
    writeFileSync(join(this.#folder, "settings"), JSON.stringify(this.#options.settings));
    writeFileSync(join(this.#folder, "setup.js"), SETUP);
    const setup = spawnSync(this.#options.binary, ["setup.js"], {
      cwd: this.#folder,
      timeout: SETUP_TIMEOUT_MS,
      killSignal: "SIGKILL",
      encoding: "utf8",
    });
    if (!setup.stdout?.includes("FILLED 3")) {
      throw new Error(`The interpreter did not fill its flash: ${setup.stdout} ${setup.stderr}`);
    }
  }

  /** Switches the board on; resolves when its boot files have run. */
  async powerOn(): Promise<void> {
    const connection = once(this.#server, "connection");
    // An idle, open stdin: at its end the interpreter would spin.
    const child = spawn(this.#options.binary, [], {
      cwd: this.#folder,
      stdio: ["pipe", "pipe", "ignore"],
      // Some builds honour this and then rest between turns of their loop.
      env: { ...process.env, ESPRUINO_LOOP_US: "500" },
    });
    child.stdout?.setEncoding("latin1").on("data", this.#options.onPrint);
    this.#child = child;
    const [control] = (await connection) as [Socket];
    control.on("error", () => control.destroy());
    this.#control = control;
  }

  /** Cuts the power: nothing is written any more, the flash stays as it is. */
  async powerOff(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
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

  /** Variables in use right now, garbage collected. */
  async memory(): Promise<MemoryUse> {
    const control = this.#control;
    if (!control) throw new Error("The interpreter is not running.");
    control.write("memory\n");
    const [answer] = (await once(control, "data")) as [Buffer];
    const words = answer.toString().trim().split(" ");
    return { usedVars: Number(words[1]), varBytes: Number(words[2]) };
  }

  async dispose(): Promise<void> {
    await this.powerOff();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
