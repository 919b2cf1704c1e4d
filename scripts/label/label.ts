/**
 * The label on a cabinet as SVG: a QR code that opens the cabinet's page, its id, and where it
 * stands. It carries no secret. Everything is placed on whole dots of a label printer.
 */
import encodeQR from "qr";
import type { Registration } from "../../broker/registry/registration";
import { fitText, type Paragraph, type PlacedLine } from "./label-text";
import { cabinetPageUrl } from "./page-url";

/** A common size of label rolls. */
export const LABEL_WIDTH_MM = 62;
export const LABEL_HEIGHT_MM = 29;
/** Dots per inch of a common label printer. */
export const LABEL_DPI = 300;
const MM_PER_INCH = 25.4;
export const LABEL_WIDTH_DOTS = Math.floor((LABEL_WIDTH_MM * LABEL_DPI) / MM_PER_INCH);
export const LABEL_HEIGHT_DOTS = Math.floor((LABEL_HEIGHT_MM * LABEL_DPI) / MM_PER_INCH);

/** White around the code, in its squares, without which readers miss it (ISO/IEC 18004). */
const QUIET_SQUARES = 4;
/** Free of text at the edges of the label. */
const MARGIN_DOTS = 16;
/** The first is in the PNG; the others stand in on computers that have it not. */
const FONTS = "'Gothic A1', 'Noto Sans KR', 'Malgun Gothic', 'Apple SD Gothic Neo', sans-serif";
const WEIGHT = 500;
const BOLD = 700;

export type LabelledCabinet = Pick<
  Registration,
  "id" | "siteKo" | "siteEn" | "placeKo" | "placeEn"
>;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

interface Code {
  readonly path: string;
  /** Length of a side in squares, the white around included. */
  readonly squares: number;
}

/** The QR code as path of unit squares, each dark run of a row in one piece. */
function codeOf(text: string): Code {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_SQUARES });
  const runs = rows.flatMap((row, y) => {
    const cells = row.map((isDark) => (isDark ? "#" : " ")).join("");
    return [...cells.matchAll(/#+/g)].map(({ index, 0: { length } }) => {
      return `M${index} ${y}h${length}v1h-${length}z`;
    });
  });
  return { path: runs.join(""), squares: rows.length };
}

/** Korean above English; a text that serves both is printed once. */
function paragraphsOf({ id, siteKo, siteEn, placeKo, placeEn }: LabelledCabinet): Paragraph[] {
  const texts = [
    { text: siteKo, size: 36, isBold: true },
    { text: placeKo, size: 32, isBold: false },
    ...(siteEn === siteKo ? [] : [{ text: siteEn, size: 26, isBold: true }]),
    ...(placeEn === placeKo ? [] : [{ text: placeEn, size: 26, isBold: false }]),
  ];
  const title = { text: id, size: 50, isBold: true, linesMax: 1 };
  return [title, ...texts.map((each) => ({ ...each, linesMax: 2 }))];
}

function textElement({ text, size, isBold, baseline }: PlacedLine, x: number): string {
  const weight = isBold ? BOLD : WEIGHT;
  const place = `x="${x}" y="${baseline + MARGIN_DOTS}"`;
  return `<text ${place} font-size="${size}" font-weight="${weight}">${escapeXml(text)}</text>`;
}

/** The label of a cabinet whose page is below `pageUrl`. */
export function labelSvg(cabinet: LabelledCabinet, pageUrl: string): string {
  const { path, squares } = codeOf(cabinetPageUrl(pageUrl, cabinet.id));
  const squareDots = Math.floor(LABEL_HEIGHT_DOTS / squares);
  const codeDots = squareDots * squares;
  const top = Math.floor((LABEL_HEIGHT_DOTS - codeDots) / 2);
  const box = {
    width: LABEL_WIDTH_DOTS - codeDots - MARGIN_DOTS,
    height: LABEL_HEIGHT_DOTS - 2 * MARGIN_DOTS,
  };
  const lines = fitText(paragraphsOf(cabinet), box).map((line) => textElement(line, codeDots));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH_MM}mm" ` +
      `height="${LABEL_HEIGHT_MM}mm" viewBox="0 0 ${LABEL_WIDTH_DOTS} ${LABEL_HEIGHT_DOTS}">`,
    `<title>${escapeXml(cabinet.id)}</title>`,
    `<rect width="${LABEL_WIDTH_DOTS}" height="${LABEL_HEIGHT_DOTS}" fill="#fff"/>`,
    `<path transform="translate(0 ${top}) scale(${squareDots})" d="${path}" ` +
      'shape-rendering="crispEdges"/>',
    `<g font-family="${FONTS}">`,
    ...lines,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
