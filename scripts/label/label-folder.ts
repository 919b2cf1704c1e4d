/** The folder of labels: one SVG and one PNG for each cabinet, made again as often as wanted. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command-line";
import { type LabelledCabinet, labelSvg } from "./label";
import { createDrawPng } from "./label-png";

export interface LabelOptions {
  readonly folder: string;
  /** Base address of the cabinets' pages, as `readPageUrl` gives it. */
  readonly pageUrl: string;
}

export interface LabelFiles {
  readonly svgPath: string;
  readonly pngPath: string;
}

/** Makes the folder when it is not there; throws a UsageError when that cannot be. */
export function openLabelFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderError(folder, error);
  }
}

function folderError(folder: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(
    `--label-folder "${folder}" cannot be written (${reason}). Choose another folder; ` +
      "labels of registered cabinets are made with --label-only.",
  );
}

/** Writes the labels; tells each pair of files as soon as it is there. */
export async function writeLabels(
  cabinets: readonly LabelledCabinet[],
  { folder, pageUrl }: LabelOptions,
  onLabel: (files: LabelFiles) => void,
): Promise<void> {
  const drawPng = await createDrawPng();
  openLabelFolder(folder);
  for (const cabinet of cabinets) {
    const svgPath = join(folder, `${cabinet.id}.svg`);
    const pngPath = join(folder, `${cabinet.id}.png`);
    const svg = labelSvg(cabinet, pageUrl);
    const png = drawPng(svg);
    try {
      writeFileSync(svgPath, svg);
      writeFileSync(pngPath, png);
    } catch (error) {
      throw folderError(folder, error);
    }
    onLabel({ svgPath, pngPath });
  }
}
