/**
 * A label as PNG for printers that take no SVG: one pixel is one dot. Its font comes with the
 * packages, so that Korean looks the same on every computer; a character it lacks becomes a box.
 */
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { LABEL_DPI, LABEL_WIDTH_DOTS } from "./label";

const FONT_FILES = [
  "@expo-google-fonts/gothic-a1/500Medium/GothicA1_500Medium.ttf",
  "@expo-google-fonts/gothic-a1/700Bold/GothicA1_700Bold.ttf",
];
const RENDERER = "@resvg/resvg-wasm/index_bg.wasm";

/** Signature and header, after which a PNG may tell the size of its dots (PNG, clause 5.6). */
const PNG_HEAD_BYTES = 8 + 25;
const DOTS_PER_METRE = Math.round(LABEL_DPI / 0.0254);
const UNIT_IS_METRE = 1;

export type DrawPng = (svg: string) => Buffer;

/** The chunk that makes a program print the picture in its true size. */
function dotSizeChunk(): Buffer {
  const chunk = Buffer.alloc(4 + 4 + 9 + 4);
  chunk.writeUInt32BE(9, 0);
  chunk.write("pHYs", 4, "latin1");
  chunk.writeUInt32BE(DOTS_PER_METRE, 8);
  chunk.writeUInt32BE(DOTS_PER_METRE, 12);
  chunk.writeUInt8(UNIT_IS_METRE, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return chunk;
}

let loading: Promise<void> | undefined;

/** The renderer, which may be loaded only once in a process. */
function load(): Promise<void> {
  loading ??= initWasm(readFileSync(require.resolve(RENDERER)));
  return loading;
}

/** Loads renderer and fonts, and gives what draws labels with them. */
export async function createDrawPng(): Promise<DrawPng> {
  await load();
  const fontBuffers = FONT_FILES.map((file) => readFileSync(require.resolve(file)));
  return (svg) => {
    const renderer = new Resvg(svg, {
      font: { fontBuffers },
      fitTo: { mode: "width", value: LABEL_WIDTH_DOTS },
    });
    const picture = renderer.render();
    const png = Buffer.from(picture.asPng());
    picture.free();
    renderer.free();
    return Buffer.concat([
      png.subarray(0, PNG_HEAD_BYTES),
      dotSizeChunk(),
      png.subarray(PNG_HEAD_BYTES),
    ]);
  };
}
