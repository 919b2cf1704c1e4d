/** The commands as a newcomer meets them: they start, they stop, and they say what is wrong. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { CommandProcess } from "./process";

const folder = mkdtempSync(join(tmpdir(), "aed-commands-"));
const anyPorts = ["--mqtt-port", "0", "--http-port", "0"];
const processes: CommandProcess[] = [];

afterEach(() => {
  for (const running of processes.splice(0)) running.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, options: readonly string[]): CommandProcess {
  const command = new CommandProcess(script, options);
  processes.push(command);
  return command;
}

describe("npm start", () => {
  test("shows boots, first positive readings and the counts, and stops at Ctrl-C", async () => {
    const data = join(folder, "start");
    const start = run("start", [...anyPorts, "--cabinets", "2", "--data", data]);

    await start.printed(/The sensor has started/);
    await start.printed(/proven ready for the first time/);
    await start.printed(/2 ready \/ 0 action \/ 0 unknown/);
    start.kill("SIGINT");
    const { exitCode } = await start.ended();

    expect(exitCode).toBe(0);
    expect(statSync(join(data, "master.key")).mode & 0o777).toBe(0o600);
    const logs = await run("logs", ["--data", data, "--json", "--cabinet", "anyang-0001"]).ended();
    const events = logs.output.trim().split("\n");
    expect(events.map((line) => JSON.parse(line).event)).toEqual(["booted", "first-ready"]);
  }, 60_000);

  test("with a port that is taken says so in one sentence and leaves nothing behind", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const options = [
      "--mqtt-port",
      String(port),
      "--http-port",
      "0",
      "--data",
      join(folder, "taken"),
    ];

    const { exitCode, output } = await run("start", options).ended();
    other.close();

    expect(exitCode).toBe(1);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toContain(`MQTT port ${port} on 127.0.0.1 is in use by another program`);
  }, 60_000);

  test("with a data folder that cannot be written says so", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");

    const { exitCode, output } = await run("start", [...anyPorts, "--data", file]).ended();

    expect(exitCode).toBe(1);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toContain("cannot be written");
  }, 60_000);

  test("with a database that is damaged refuses to start and says how to recover", async () => {
    const data = join(folder, "damaged");
    await run("broker", [...anyPorts, "--data", data, "--stop-after-s", "1"]).ended();
    writeFileSync(
      join(data, "aed.sqlite"),
      "this is no database, but it is long enough to look at",
    );

    const { exitCode, output } = await run("broker", [...anyPorts, "--data", data]).ended();

    expect(exitCode).toBe(1);
    expect(output).toContain("is damaged");
    expect(output).toContain("backup");
  }, 60_000);
});

describe("every command", () => {
  test.each([
    ["start", ["--cabinets", "0"], '--cabinets is "0"'],
    ["start", ["--speed", "3"], "Unknown option '--speed'"],
    ["fleet", ["--broker", "http://x"], "write it as mqtt://host or mqtt://host:port"],
    ["logs", ["--since", "yesterday", "--data", "x"], "such as 2h"],
    ["provision", [], "--id is missing"],
    ["confirm", [], "--cabinet is missing"],
    ["confirm", ["--cabinet", "a-1", "--data", "nowhere"], 'No broker has run in "nowhere"'],
    ["logs", ["--data", "nowhere"], 'No broker has run in "nowhere"'],
    ["fleet", ["--data", "nowhere"], 'No broker has run in "nowhere"'],
  ])(
    "%s %j ends with one sentence and exit code 1",
    async (script, options, sentence) => {
      const { exitCode, output } = await run(script, options).ended();

      expect(exitCode).toBe(1);
      expect(output.trim().split("\n")).toHaveLength(1);
      expect(output).toContain(sentence);
    },
    30_000,
  );

  test.each([
    "start",
    "broker",
    "fleet",
    "provision",
    "confirm",
    "command",
    "release",
    "update",
    "logs",
    "build-firmware",
    "bench",
    "bench-fleet",
    "explore",
  ])(
    "%s has --help",
    async (script) => {
      const { exitCode, output } = await run(script, ["--help"]).ended();

      expect(exitCode).toBe(0);
      expect(output).toContain("npm run");
    },
    30_000,
  );
});

test("what a technician did at a provisioned cabinet is recorded", async () => {
  const data = join(folder, "provisioned");
  const words = { id: "anyang-0042", model: "cr2", site: "Gym", place: "Lobby", data };
  const options = Object.entries(words).flatMap(([name, value]) => [`--${name}`, value]);

  const provisioned = await run("provision", options).ended();
  const act = ["--act", "pads-replaced", "--date", "2029-06-30"];
  const confirmed = await run("confirm", [
    "--cabinet",
    "anyang-0042",
    "--data",
    data,
    ...act,
  ]).ended();

  expect(provisioned).toMatchObject({ exitCode: 0 });
  expect(confirmed.output).toContain("Gym (Lobby) [anyang-0042]: pads-replaced recorded.");
}, 60_000);
