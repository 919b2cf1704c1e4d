/** How large a built text may be, how large it is, and which source file takes how much of it. */
import type { Metafile } from "esbuild";
import { APP_BYTES_MAX } from "../../protocol/limits";

/** Largest application: a slot of the device holds no more. */
export const BUNDLE_BYTES_MAX = APP_BYTES_MAX;
/** Largest loader: it is read and kept by the interpreter at each boot, and never updated. */
export const LOADER_BYTES_MAX = 2048;
export const DOORS_BYTES_MAX = 1024;

export interface Size {
  readonly bytes: number;
  readonly bytesMax: number;
}

/** Throws when the built text `name` is larger than the device can carry. */
export function requireFitting(name: string, { bytes, bytesMax }: Size): void {
  if (bytes <= bytesMax) return;
  throw new Error(
    `The built ${name} has ${bytes} bytes; the limit is ${bytesMax}. ` +
      "See which module grew with: npm run build:firmware",
  );
}

/**
 * One line a module, largest first. The share of each is estimated from its size before
 * minification, because the minifier does not tell.
 */
export function sizeReport(name: string, { bytes, bytesMax }: Size, metafile: Metafile): string {
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  const total = inputs.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  const lines = inputs
    .map(([path, { bytesInOutput }]) => ({ path, share: (bytesInOutput / total) * bytes }))
    .sort((a, b) => b.share - a.share || a.path.localeCompare(b.path))
    .map(({ path, share }) => `${String(Math.round(share)).padStart(7)}  ${path}`);
  const percent = Math.round((bytes / bytesMax) * 100);
  return [
    ...lines,
    `${String(bytes).padStart(7)}  ${name}: ${bytes} of ${bytesMax} (${percent} %)`,
  ].join("\n");
}
