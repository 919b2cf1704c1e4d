/** Every source file follows the conventions, and the check sees each kind of breach. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tidinessProblems } from "./tidy";

const projectFolder = join(__dirname, "../..");
const TYPESCRIPT_FILES_MIN = 100;

describe("conventions", () => {
  test("every TypeScript file is tidy", () => {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts"], {
      cwd: projectFolder,
      encoding: "utf8",
    });
    const paths = listed
      .split("\n")
      .filter((path) => path && existsSync(join(projectFolder, path)));

    const problems = paths.flatMap((path) =>
      tidinessProblems(path, readFileSync(join(projectFolder, path), "utf8")),
    );

    expect(problems).toEqual([]);
    expect(paths.length).toBeGreaterThan(TYPESCRIPT_FILES_MIN);
  });

  test.each(["protocol", "firmware", "simulator", "broker", "scripts", "tests"])(
    "%s/ has a README of at most 40 lines",
    (folder) => {
      const text = readFileSync(join(projectFolder, folder, "README.md"), "utf8");

      expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    },
  );

  test.each([
    ["a missing opening comment", "export const a = 1;\n", "does not open with a comment"],
    ["a long line", `/** A. */\nexport const a = "${"x".repeat(100)}";\n`, "columns"],
    ["a long file", `/** A. */\n${"export {};\n".repeat(400)}`, "at most 400"],
    ["a long function", `/** A. */\nfunction f() {\n${"f();\n".repeat(60)}}\n`, "a function of 62"],
    ["a barrel", '/** A. */\nexport * from "./b";\n', "only re-exports"],
  ])("%s is found", (_name, text, complaint) => {
    expect(tidinessProblems("broker/a.ts", text)).toContainEqual(
      expect.stringContaining(complaint),
    );
  });
});
