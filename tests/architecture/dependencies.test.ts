/**
 * The dependency rules of the design hold, and each of them provably bites: for every layer a
 * file that breaks its rule is planted in a folder of its own and must be found.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readDependencyGraph, violationsOf } from "./dependency-graph";
import { LAYERS } from "./layers";

/** Fewer modules than this and the reader has not seen the project at all. */
const MODULES_MIN = 100;
const projectFolder = join(__dirname, "../..");

describe("dependency rules", () => {
  test("every import of the project is allowed by the table", async () => {
    const graph = await readDependencyGraph(projectFolder);

    expect(violationsOf(graph)).toEqual([]);
    expect(graph.modules.length).toBeGreaterThan(MODULES_MIN);
  });
});

describe("a planted violation is found", () => {
  const folder = mkdtempSync(join(tmpdir(), "planted-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function plant(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  function plantImport(from: string, to: string): void {
    const path = relative(dirname(from), to).replace(/\.ts$/, "");
    const module = path.startsWith(".") ? path : `./${path}`;
    plant(from, `import type { B } from "${module}";\nexport type A = B;\n`);
  }

  test.each(LAYERS)("$name: $planted", async ({ planted: [from, to] }) => {
    plant(to, "export type B = 1;\n");
    plantImport(from, to);

    const graph = await readDependencyGraph(folder, ["."]);

    expect(violationsOf(graph)).toEqual([expect.stringContaining(`${from} imports ${to}`)]);
  });

  test("a cycle closed by a type-only import", async () => {
    plantImport("broker/a.ts", "broker/b.ts");
    plant("broker/b.ts", 'import type { A } from "./a";\nexport type B = A | 1;\n');

    const graph = await readDependencyGraph(folder, ["."]);

    expect(violationsOf(graph)).toContainEqual(expect.stringContaining("closes a cycle"));
  });
});
