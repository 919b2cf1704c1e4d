/** Which cabinets a command is about: named ones, or all that are registered. */
import type { Registration } from "../broker/registry/registration";
import { openRegistry } from "../broker/registry/registry";
import { UsageError } from "./command-line";

export const cabinetsOption = {
  kind: "text",
  valueName: "ID[,ID...]",
  help: "the cabinets, or use --all",
} as const;

export const allOption = { kind: "flag", help: "all registered cabinets" } as const;

export interface CabinetChoice {
  readonly cabinet?: string | undefined;
  readonly all: boolean;
  readonly data: string;
}

/** The registrations chosen. Throws a UsageError or CABINET_UNKNOWN. */
export async function chosenCabinets(choice: CabinetChoice): Promise<readonly Registration[]> {
  const { cabinet, all, data } = choice;
  if (all === (cabinet !== undefined)) {
    throw new UsageError("Name the cabinets with --cabinet, or choose --all; one of the two.");
  }
  const registry = await openRegistry(data);
  try {
    if (cabinet === undefined) return await registry.list();
    const ids = cabinet.split(",").map((id) => id.trim());
    const chosen: Registration[] = [];
    for (const id of new Set(ids)) chosen.push(await registry.get(id));
    return chosen;
  } finally {
    await registry.close();
  }
}
