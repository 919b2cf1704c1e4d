/** What of a verdict ends up in files: for programs, for CI systems, for people. */
import { join } from "node:path";
import { verdictJson } from "./json";
import { junitXml } from "./junit";
import { verdictPage } from "./page";
import type { Verdict } from "./verdict";

export interface VerdictOutputs {
  /** Has to exist. */
  readonly folder: string;
  /** Replaces the file, text as UTF-8; its error is the caller's. */
  writeFile(path: string, text: string): Promise<void> | void;
}

/** Writes `verdict.json`, `verdict.xml` and `verdict.html`; resolves with their paths. */
export async function writeVerdict(
  verdict: Verdict,
  { folder, writeFile }: VerdictOutputs,
): Promise<readonly string[]> {
  const outputs = [
    ["verdict.json", verdictJson],
    ["verdict.xml", junitXml],
    ["verdict.html", verdictPage],
  ] as const;
  const paths: string[] = [];
  for (const [name, make] of outputs) {
    const path = join(folder, name);
    await writeFile(path, make(verdict));
    paths.push(path);
  }
  return paths;
}
