/** What the build makes of small programs, by where they run and how long they stay. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { requireEnd } from "../../../firmware/build/build-firmware";
import { bundleFirmware } from "../../../firmware/build/bundle";
import { outsideNames } from "../../../firmware/build/outside-names";

const folder = mkdtempSync(join(tmpdir(), "firmware-entry-"));
const entryFile = join(folder, "entry.ts");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function built(source: string, isResident: boolean): Promise<string> {
  writeFileSync(entryFile, source);
  return (await bundleFirmware({ entryFile, version: "1.0.0", isResident })).text;
}

describe("a program", () => {
  test("that stays has no function around it, for each scope takes memory for good", async () => {
    expect(await built('console.log("here");', true)).toBe('console.log("here");\n');
  });

  test("that goes leaves no name behind", async () => {
    const text = await built("const list = [console]; list[0].log(1); list[0].log(2);", false);

    expect(text).toMatch(/^\((function ?\(\) ?|\(\) ?=> ?)\{.*\}\)\(\);\n$/s);
  });

  test("may export what only tests want", async () => {
    expect(await built("export const LIMIT = 5; console.log(LIMIT);", true)).toBe(
      "console.log(5);\n",
    );
  });
});

describe("one end, by which the loader knows a whole application", () => {
  test("is asked of every application", () => {
    expect(() => requireEnd("start();\n")).not.toThrow();
    expect(() => requireEnd("start()\n")).toThrow("comes first at -1");
    expect(() => requireEnd("a();\nb();\n")).toThrow("comes first at 2");
  });
});

test("what is on flash keeps its names from one version to the next", () => {
  const names = outsideNames();

  for (const name of ["command", "source", "fallback", "slot", "apps", "trial", "told", "crc"]) {
    expect(names).toContain(name);
  }
});
