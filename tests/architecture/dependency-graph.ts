/**
 * Reads who imports whom out of the source with dependency-cruiser, and judges it by the table in
 * layers.ts: one sentence for each import that the table does not allow, and for each cycle.
 */
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { LAYERS } from "./layers";

const PROGRAM_FOLDERS = ["protocol", "firmware", "simulator", "broker", "scripts"];

/** The import graph of the program folders below `projectFolder`; type-only imports included. */
export async function readDependencyGraph(
  projectFolder: string,
  folders: readonly string[] = PROGRAM_FOLDERS,
): Promise<ICruiseResult> {
  const result = await cruise(
    [...folders],
    {
      baseDir: projectFolder,
      tsPreCompilationDeps: true,
      doNotFollow: { path: "node_modules" },
      exclude: { path: "^firmware/build/output" },
      validate: true,
      ruleSet: { forbidden: [{ name: "no-cycle", from: {}, to: { circular: true } }] },
    },
    { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
  );
  if (typeof result.output === "string") throw new Error("dependency-cruiser gave text, no graph");
  return result.output;
}

type Dependency = ICruiseResult["modules"][number]["dependencies"][number];

/** The import as the table names it: a project path, `node:<module>` or `npm:<package>`. */
function nameOf(dependency: Dependency): string {
  if (dependency.coreModule) return `node:${dependency.resolved.replace(/^node:/, "")}`;
  if (/node_modules/.test(dependency.resolved)) return `npm:${dependency.module}`;
  return dependency.resolved;
}

/** One sentence for each broken rule; empty when the structure is as designed. */
export function violationsOf(graph: ICruiseResult): string[] {
  const violations: string[] = [];
  for (const module of graph.modules) {
    const layer = LAYERS.find(({ files }) => files.test(module.source));
    if (!layer) continue;
    for (const dependency of module.dependencies) {
      const name = nameOf(dependency);
      const edge = `${module.source} imports ${name}`;
      if (dependency.couldNotResolve) violations.push(`${edge}, which does not exist`);
      else if (dependency.dependencyTypes.includes("npm-dev")) {
        violations.push(`${edge}, a package for development only`);
      } else if (!layer.mayImport.some((allowed) => allowed.test(name))) {
        violations.push(`${edge}; ${layer.name} may not`);
      }
      if (dependency.circular) violations.push(`${edge}, which closes a cycle`);
    }
  }
  return violations;
}
