/** `npm run provision` as a person meets it: what it prints, what it registers, what it writes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRegistry } from "../../broker/registry/registry";
import { CommandProcess } from "../system/process";

const PAGES = ["--page-url", "https://aed.example.org/"];
const ANYANG = {
  id: "anyang-0042",
  site: "만안구청 1층 로비",
  place: "안내 데스크 옆",
  model: "cu-sp1",
  lat: "37.39",
  lon: "126.92",
};
const TABLE = [
  "id,site,site-en,place,model,pads-expire",
  "anyang-0001,만안구청,Manan-gu Office,로비,cu-sp1,2028-01-31",
  'anyang-0002,동안구청,,"2층, 복도",cr2,',
];

let folder: string;
let data: string;
let labels: string;
const processes: CommandProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aed-provision-"));
  data = join(folder, "data");
  labels = join(folder, "labels");
});
afterEach(() => {
  for (const running of processes.splice(0)) running.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function words(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

function provision(...options: readonly string[]) {
  const places = words({ data, "label-folder": labels });
  const command = new CommandProcess("provision", [...options, ...places]);
  processes.push(command);
  return command.ended();
}

async function registered() {
  const registry = await openRegistry(data);
  const registrations = await registry.list();
  await registry.close();
  return registrations;
}

function writeTable(lines: readonly string[]): string {
  const path = join(folder, "cabinets.csv");
  writeFileSync(path, lines.join("\r\n"));
  return path;
}

function codeIn(path: string): string | undefined {
  const { data: dots, width, height } = PNG.sync.read(readFileSync(path));
  return jsQR(new Uint8ClampedArray(dots), width, height)?.data;
}

describe("one cabinet", () => {
  test("is registered, and its label opens its page and holds no key", async () => {
    const { exitCode, output } = await provision(...words(ANYANG), ...PAGES);

    expect(exitCode).toBe(0);
    expect(output).toContain("만안구청 1층 로비 (안내 데스크 옆) [anyang-0042] is registered.");
    expect(output).toContain("npm run flash");
    expect(output).toContain(join(labels, "anyang-0042.svg"));
    expect(output).toContain(join(labels, "anyang-0042.png"));
    expect(await registered()).toMatchObject([
      { id: "anyang-0042", aedModelId: "cu-sp1", latitude: 37.39, longitude: 126.92 },
    ]);
    expect(codeIn(join(labels, "anyang-0042.png"))).toBe(
      "https://aed.example.org/cabinets/anyang-0042",
    );
    const registry = await openRegistry(data);
    const keyHex = registry.deviceKeyHex("anyang-0042");
    await registry.close();
    expect(readFileSync(join(labels, "anyang-0042.svg"), "utf8")).not.toContain(keyHex);
    expect(output).not.toContain(keyHex);
  }, 30_000);

  test("without an address gets no label, and one line tells how to make it", async () => {
    const { exitCode, output } = await provision(...words(ANYANG));

    expect(exitCode).toBe(0);
    expect(output).toContain("No label was made; --label-only --page-url https://HOST makes it.");
    expect(existsSync(labels)).toBe(false);
  }, 30_000);

  test("that is registered is replaced only when that is asked for", async () => {
    await provision(...words(ANYANG));

    const refused = await provision(...words({ ...ANYANG, place: "2층" }));
    const before = await registered();
    const replaced = await provision(...words({ ...ANYANG, place: "2층" }), "--replace");

    expect(refused).toMatchObject({ exitCode: 1, output: expect.stringContaining("--replace") });
    expect(before).toMatchObject([{ placeKo: "안내 데스크 옆" }]);
    expect(replaced).toMatchObject({ exitCode: 0, output: expect.stringContaining("replaced") });
    expect(await registered()).toMatchObject([{ placeKo: "2층" }]);
  }, 30_000);

  test("is not registered when its labels cannot be written", async () => {
    writeFileSync(labels, "a file, no folder");

    const { exitCode, output } = await provision(...words(ANYANG), ...PAGES);

    expect(exitCode).toBe(1);
    expect(output).toContain("--label-folder");
    expect(await registered()).toEqual([]);
  }, 30_000);
});

describe("a table of cabinets", () => {
  test("is registered as a whole, with a line and a label for each", async () => {
    const path = writeTable(TABLE);

    const { exitCode, output } = await provision("--csv", path, ...PAGES);

    expect(exitCode).toBe(0);
    expect(output).toContain("row 2: anyang-0001, Manan-gu Office (로비), ok");
    expect(output).toContain("row 3: anyang-0002, 동안구청 (2층, 복도), ok");
    expect(await registered()).toMatchObject([
      { id: "anyang-0001", siteKo: "만안구청", padsExpireOn: "2028-01-31" },
      { id: "anyang-0002", siteEn: "동안구청", padsExpireOn: null },
    ]);
    expect(readdirSync(labels).sort()).toEqual([
      "anyang-0001.png",
      "anyang-0001.svg",
      "anyang-0002.png",
      "anyang-0002.svg",
    ]);
  }, 30_000);

  test("with one bad row is not registered at all, nor labelled", async () => {
    const path = writeTable([...TABLE, "anyang-0003,시청,,로비,cu-sp9,"]);

    const { exitCode, output } = await provision("--csv", path, ...PAGES);

    expect(exitCode).toBe(1);
    expect(output).toContain("row 2: anyang-0001");
    expect(output).toContain('row 4: anyang-0003: AED model "cu-sp9" is not known');
    expect(output).toContain("1 of 3 rows cannot be registered, so nothing was registered.");
    expect(await registered()).toEqual([]);
    expect(readdirSync(labels)).toEqual([]);
  }, 30_000);

  test("of thousands is reported down to its last row", async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `a-${index},시청,,로비,cu-sp1,`);
    const path = writeTable([TABLE[0]!, ...rows, "a-1,시청,,로비,cu-sp1,"]);

    const { exitCode, output } = await provision("--csv", path);

    expect(exitCode).toBe(1);
    expect(output).toContain("row 3002: a-1: a-1 is in row 3 already.");
  }, 30_000);

  test("leaves no room for a cabinet on the command line", async () => {
    const { exitCode, output } = await provision("--csv", writeTable(TABLE), "--site", "시청");

    expect(exitCode).toBe(1);
    expect(output).toContain("--site has no meaning with --csv");
  }, 30_000);
});

describe("labels alone", () => {
  test("are made again for one cabinet or for all", async () => {
    await provision("--csv", writeTable(TABLE));

    const one = await provision("--label-only", "--id", "anyang-0002", ...PAGES);
    const afterOne = readdirSync(labels).sort();
    const all = await provision("--label-only", ...PAGES);

    expect([one.exitCode, all.exitCode]).toEqual([0, 0]);
    expect(afterOne).toEqual(["anyang-0002.png", "anyang-0002.svg"]);
    expect(codeIn(join(labels, "anyang-0001.png"))).toMatch(/\/cabinets\/anyang-0001$/);
  }, 30_000);

  test.each([
    [["--label-only"], "--page-url is missing"],
    [["--label-only", ...PAGES], "No broker has run in"],
    [["--label-only", "--site", "시청", ...PAGES], "--site has no meaning with --label-only"],
    [["--label-only", "--csv", "x.csv", ...PAGES], "--csv has no meaning with --label-only"],
  ])(
    "%j ends with one sentence",
    async (options, sentence) => {
      const { exitCode, output } = await provision(...options);

      expect(exitCode).toBe(1);
      expect(output.trim().split("\n")).toHaveLength(1);
      expect(output).toContain(sentence);
    },
    30_000,
  );
});
