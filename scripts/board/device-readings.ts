/** What a running board says about itself, and its own log, made readable for an installer. */

/**
 * Guarded where a build lacks a part. Error flags are cleared by reading them; the program has its
 * own way to them.
 */
export const READINGS =
  "(function(){var m=process.memory(),w=null,d;" +
  'try{d=require("Wifi").getDetails();' +
  'w={status:d.status||"",rssi:require("Wifi").getStatus().rssi||d.rssi||0}}catch(e){}' +
  "return{free:m.free,used:m.usage,clockS:getTime(),errors:E.getErrorFlags(),wifi:w}})()";

/** Answer to `READINGS`. */
export interface RawReadings {
  readonly free: number;
  readonly used: number;
  /** Seconds since power came, unless somebody set the clock: then since 1970. */
  readonly clockS: number;
  readonly errors: readonly string[];
  /** Null on a build without Wi-Fi; `rssi` is 0 where it is not known. */
  readonly wifi: { readonly status: string; readonly rssi: number } | null;
}

/** Beyond this the board's clock tells the date, not the time since power came. */
const UPTIME_MAX_S = 10 * 365 * 86_400;

function uptimeWords(clockS: number): string {
  if (clockS > UPTIME_MAX_S) return "up time unknown (its clock tells the date)";
  const minutes = Math.floor(clockS / 60);
  if (minutes < 1) return `up ${Math.floor(clockS)} s`;
  if (minutes < 60) return `up ${minutes} min`;
  return `up ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function wifiWords(wifi: RawReadings["wifi"]): string {
  if (!wifi) return "no Wi-Fi in this build";
  const strength = wifi.rssi < 0 ? ` (${wifi.rssi} dBm)` : "";
  return `Wi-Fi ${wifi.status.replaceAll("_", " ") || "in an unknown state"}${strength}`;
}

/** One line of readings. */
export function readingsLine({ free, used, clockS, errors, wifi }: RawReadings): string {
  const errorWords = errors.length > 0 ? `errors: ${errors.join(", ")}` : "no errors";
  const memory = `${used} variables used, ${free} free`;
  return `-- ${uptimeWords(clockS)}; ${memory}; ${wifiWords(wifi)}; ${errorWords}`;
}

const ESCAPE = "\x1b";
const ANSWER_START = "\x02";
const ANSWER_END = "\x04";
/** What the interpreter puts around its lines: moves of a terminal's cursor, prompts, passwords. */
const CURSOR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, "g");
/** An answer to a question of this tool: see board-console.ts. */
const ANSWER = new RegExp(`${ANSWER_START}[^${ANSWER_END}]*${ANSWER_END}`, "g");
const NOT_TEXT = /[^\t -~\x80-\xff]/g;
const PROMPT = /^(password>\**|>)+/;
/** What it says to the knock and the password of this tool. */
const ABOUT_THE_DOOR = /^ {2}(Invalid password|Logged in\.)$/;
const LINE_LENGTH_MAX = 4000;

/** The board's own log out of what comes over the cable: without prompts and answers. */
export class BoardLog {
  private rest = "";

  /** The whole lines that `text` completes. */
  take(text: string): readonly string[] {
    const lines = (this.rest + text).split("\n");
    this.rest = (lines.pop() ?? "").slice(-LINE_LENGTH_MAX);
    return lines.map(cleaned).filter((line) => line !== "" && !ABOUT_THE_DOOR.test(line));
  }
}

function cleaned(line: string): string {
  const words = line.replace(ANSWER, "").replace(CURSOR, "").replace(NOT_TEXT, "");
  return words.replace(PROMPT, "").trimEnd();
}
