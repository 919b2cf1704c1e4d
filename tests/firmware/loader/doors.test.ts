/** The built file that closes the doors, on interpreters that have them and that lack some. */
import { beforeAll, describe, expect, test } from "vitest";
import { consolePassword } from "../../../protocol/host/console-password";
import { nodeCrypto } from "../fake-board";
import { goodSettings } from "../good-settings";
import { builtBootFile } from "./fake-interpreter";

let doors: string;
beforeAll(async () => {
  doors = await builtBootFile("doors");
});

interface Lacks {
  readonly telnet?: boolean;
  readonly bluetooth?: boolean;
  readonly wifi?: boolean;
}

/** Runs the file; tells what it closed. */
function close(settings: string | undefined, lacks: Lacks = {}): string[] {
  const closed: string[] = [];
  const modules: Record<string, unknown> = {
    TelnetServer: !lacks.telnet && {
      setOptions: (options: object) => closed.push(`telnet ${JSON.stringify(options)}`),
    },
    Wifi: !lacks.wifi && { stopAP: () => closed.push("access point") },
    Storage: { read: () => settings },
    crypto: { SHA256: (text: string) => Buffer.from(nodeCrypto.sha256(text), "latin1") },
  };
  const globals: Record<string, unknown> = {
    require: (name: string) => {
      if (!modules[name]) throw new Error(`Module ${name} not found`);
      return modules[name];
    },
    E: {
      toString: (bytes: Buffer) => bytes.toString("latin1"),
      setPassword: (password: string) => closed.push(`password ${password}`),
      lockConsole: () => closed.push("console"),
    },
    btoa: nodeCrypto.toBase64,
    NRF: lacks.bluetooth
      ? undefined
      : {
          setServices: (_: object, options: object) =>
            closed.push(`bluetooth ${JSON.stringify(options)}`),
        },
  };
  new Function(...Object.keys(globals), doors)(...Object.values(globals));
  return closed;
}

const TELNET = 'telnet {"mode":"off"}';
const BLUETOOTH = 'bluetooth {"uart":false}';
const CONSOLE = ["password XXX", "console"];

describe("a provisioned sensor", () => {
  const settings = JSON.stringify(goodSettings);
  const password = consolePassword(goodSettings.keyHex);
  const locked = CONSOLE.map((line) => line.replace("XXX", password));

  test("closes every door and locks its console", () => {
    expect(close(settings)).toEqual([TELNET, BLUETOOTH, "access point", ...locked]);
  });

  test.each([
    [{ telnet: true }, [BLUETOOTH, "access point", ...locked]],
    [{ bluetooth: true }, [TELNET, "access point", ...locked]],
    [{ wifi: true }, [TELNET, BLUETOOTH, ...locked]],
  ])("closes the others where the interpreter lacks %j", (lacks, expected) => {
    expect(close(settings, lacks)).toEqual(expected);
  });
});

describe("a sensor that nobody has provisioned", () => {
  test.each([
    ["no settings", undefined],
    ["settings that are no JSON", '{"keyHex":'],
  ])("with %s closes the doors but leaves its cable open", (_, settings) => {
    expect(close(settings)).toEqual([TELNET, BLUETOOTH, "access point"]);
  });
});

test("the password is 16 characters and differs with the key", () => {
  const other = goodSettings.keyHex.replace("ff8d", "ff8e");

  expect(consolePassword(goodSettings.keyHex)).toMatch(/^[0-9A-Za-z+/]{16}$/);
  expect(consolePassword(other)).not.toBe(consolePassword(goodSettings.keyHex));
});
