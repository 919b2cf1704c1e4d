/**
 * The Wi-Fi password: from a file, the environment or a prompt, never from an argument, which would
 * stay in the shell's history and be seen in the list of processes.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { UsageError } from "./command-line";

export const WIFI_PASSWORD_VARIABLE = "AED_WIFI_PASSWORD";

export const secretOptions = {
  "wifi-password-file": {
    kind: "text",
    valueName: "FILE",
    help: `its password in a file; else in ${WIFI_PASSWORD_VARIABLE}, else it is asked for`,
  },
  "wifi-open": { kind: "flag", help: "it has no password" },
} as const;

interface SecretValues {
  readonly "wifi-password-file": string | undefined;
  readonly "wifi-open": boolean;
}

export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks a person; undefined when nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--wifi-password-file "${path}" cannot be read (${reason}).`);
  }
}

/** Throws a UsageError when there is no password and nobody to ask for it. */
export async function readWifiPassword(
  values: SecretValues,
  { environment, ask }: SecretSources,
): Promise<string> {
  const path = values["wifi-password-file"];
  if (values["wifi-open"]) return "";
  if (path !== undefined) return fromFile(path);
  const variable = environment[WIFI_PASSWORD_VARIABLE];
  if (variable !== undefined) return variable;
  if (ask) return ask("Wi-Fi password (not shown): ");
  throw new UsageError(
    `The Wi-Fi password is missing. Put it into a file and name it with --wifi-password-file, or ` +
      `into ${WIFI_PASSWORD_VARIABLE}; for a network without one add --wifi-open.`,
  );
}

/** Asks on the terminal without showing what is typed; undefined where there is no terminal. */
export function terminalQuestion(): SecretSources["ask"] {
  if (!process.stdin.isTTY) return undefined;
  return (question) =>
    new Promise((resolve) => {
      process.stdout.write(question);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
      lines.question("", (answer) => {
        lines.close();
        process.stdout.write("\n");
        resolve(answer);
      });
    });
}
