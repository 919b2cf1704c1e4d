/**
 * The `process` object: what build this is, how much memory is left, and the handler of last
 * resort for exceptions.
 */
import { type Enter, EspruinoEmitter } from "./emitter";
import { STORAGE_BYTES } from "./storage";

/** The release of the interpreter that is imitated. */
export const VERSION = "2v29";

/** Variables of the interpreter; a cautious figure for a board with Wi-Fi and Bluetooth. */
export const VARIABLES_TOTAL = 5000;
const VARIABLE_BYTES = 14;

export interface ProcessOptions {
  readonly enter: Enter;
  readonly serial: string;
  readonly boardName: string;
  /** Variables in use: estimated, see `memory-use.ts`. */
  readonly variablesUsed: () => number;
}

export class DeviceProcess extends EspruinoEmitter {
  readonly version = VERSION;
  readonly env: Readonly<Record<string, string | number | boolean>>;

  constructor(private readonly options: ProcessOptions) {
    super(options.enter);
    this.env = {
      VERSION,
      EMULATED: true,
      BOARD: options.boardName,
      STORAGE: STORAGE_BYTES,
      SERIAL: options.serial,
      CONSOLE: "Serial1",
      MODULES: "Flash,Storage,net,tls,TelnetServer,Wifi,crypto",
    };
  }

  memory(): Record<string, number> {
    const usage = Math.min(VARIABLES_TOTAL, this.options.variablesUsed());
    return {
      free: VARIABLES_TOTAL - usage,
      usage,
      total: VARIABLES_TOTAL,
      history: 0,
      gc: 0,
      gctime: 0,
      blocksize: VARIABLE_BYTES,
    };
  }

  get handlesExceptions(): boolean {
    return this.hasListener("uncaughtException");
  }
}
