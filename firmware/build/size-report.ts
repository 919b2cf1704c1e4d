/** How large the bundle may be, how large it is, and which source file takes how much of it. */
import type { Metafile } from "esbuild";

/** Largest bundle: more would not leave the interpreter enough memory to run it. */
export const BUNDLE_BYTES_MAX = 24 * 1024;

/** Throws when the bundle is larger than the device can carry. */
export function requireFitting(bytes: number): void {
  if (bytes <= BUNDLE_BYTES_MAX) return;
  throw new Error(
    `The firmware bundle has ${bytes} bytes; the limit is ${BUNDLE_BYTES_MAX}. ` +
      "See which module grew with: npm run build:firmware",
  );
}

/**
 * One line a module, largest first. The share of each is estimated from its size before
 * minification, because the minifier does not tell.
 */
export function sizeReport(bytes: number, metafile: Metafile): string {
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  const total = inputs.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  const lines = inputs
    .map(([path, { bytesInOutput }]) => ({ path, share: (bytesInOutput / total) * bytes }))
    .sort((a, b) => b.share - a.share || a.path.localeCompare(b.path))
    .map(({ path, share }) => `${String(Math.round(share)).padStart(7)}  ${path}`);
  const percent = Math.round((bytes / BUNDLE_BYTES_MAX) * 100);
  return [...lines, `${String(bytes).padStart(7)}  of ${BUNDLE_BYTES_MAX} (${percent} %)`].join(
    "\n",
  );
}
