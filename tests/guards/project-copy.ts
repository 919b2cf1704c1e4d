/** A copy of the project to take guards out of, and the taking out. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Guard } from "./guard";

export const projectFolder = join(__dirname, "../..");

/** A copy of every file git knows or would add, sharing the installed packages; its folder. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "guards-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  for (const path of listed.split("\n").filter(Boolean)) {
    cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/**
 * Takes the guard out of the project in `folder`; what it answers puts it back. Throws when its
 * text is not there exactly once.
 */
export function takeOut(guard: Pick<Guard, "file" | "find" | "replace">, folder: string) {
  const path = join(folder, guard.file);
  const text = readFileSync(path, "utf8");
  const places = text.split(guard.find).length - 1;
  if (places !== 1) {
    throw new Error(`its text is ${places} times in ${guard.file}; it must be there once`);
  }
  writeFileSync(
    path,
    text.replace(guard.find, () => guard.replace),
  );
  return () => writeFileSync(path, text);
}
