/** A label can be read by phones and people: code, id and texts, in SVG and PNG alike. */
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import {
  LABEL_HEIGHT_DOTS,
  LABEL_WIDTH_DOTS,
  type LabelledCabinet,
  labelSvg,
} from "../../../scripts/label/label";
import { createDrawPng } from "../../../scripts/label/label-png";
import { PAGE_URL_LENGTH_MAX } from "../../../scripts/label/page-url";

const PAGE_URL = "https://aed.example.org";
const CABINET: LabelledCabinet = {
  id: "anyang-0042",
  siteKo: "만안구청",
  siteEn: "Manan-gu Office",
  placeKo: "1층 로비",
  placeEn: "1F lobby",
};
const FULL: LabelledCabinet = {
  id: "m".repeat(32),
  siteKo: "만안구청별관".repeat(20),
  siteEn: "W".repeat(120),
  placeKo: "안내 데스크 옆 ".repeat(13),
  placeEn: "beside the information desk ".repeat(4),
};
/** As long as an address may be. */
const LONG_URL = `https://${"aed.".repeat(40)}`.slice(0, PAGE_URL_LENGTH_MAX);

async function draw(cabinet: LabelledCabinet, pageUrl = PAGE_URL) {
  const drawPng = await createDrawPng();
  const bytes = drawPng(labelSvg(cabinet, pageUrl));
  return { bytes, picture: PNG.sync.read(bytes) };
}

function codeIn({ data, width, height }: PNG): string | undefined {
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

/** Dots that are not white in the part of the picture from `left` to `right`. */
function inkBetween({ data, width, height }: PNG, left: number, right: number): number {
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = left; x < right; x++) if (data[(y * width + x) * 4]! < 255) count += 1;
  }
  return count;
}

function textsIn(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

describe("the SVG", () => {
  test("has the size of the label roll and the texts in both languages", () => {
    const svg = labelSvg(CABINET, PAGE_URL);

    expect(svg).toContain('width="62mm" height="29mm" viewBox="0 0 732 342"');
    expect(textsIn(svg)).toEqual([
      "anyang-0042",
      "만안구청",
      "1층 로비",
      "Manan-gu Office",
      "1F lobby",
    ]);
  });

  test("tells a text that serves both languages once", () => {
    const svg = labelSvg({ ...CABINET, siteEn: "만안구청", placeEn: "1층 로비" }, PAGE_URL);

    expect(textsIn(svg)).toEqual(["anyang-0042", "만안구청", "1층 로비"]);
  });

  test("keeps what looks like markup a text", () => {
    const svg = labelSvg({ ...CABINET, siteKo: `<b>"A"&'B'</b>` }, PAGE_URL);

    expect(textsIn(svg)).toContain("&lt;b&gt;&quot;A&quot;&amp;&apos;B&apos;&lt;/b&gt;");
    expect(svg).not.toContain("<b>");
  });

  test("cuts texts that are too long where one sees it, but never the id", () => {
    const texts = textsIn(labelSvg(FULL, PAGE_URL));

    expect(texts[0]).toBe(FULL.id);
    expect(texts.filter((text) => text.endsWith("…")).length).toBeGreaterThanOrEqual(2);
  });
});

describe("the PNG", () => {
  test("opens the cabinet's page, and says nothing else", async () => {
    const { picture } = await draw(CABINET);

    expect(codeIn(picture)).toBe("https://aed.example.org/cabinets/anyang-0042");
  });

  test("opens the page of the longest address and id too", async () => {
    const { picture } = await draw(FULL, LONG_URL);

    expect(codeIn(picture)).toBe(`${LONG_URL}/cabinets/${FULL.id}`);
  });

  test("has one pixel for each dot and tells their size", async () => {
    const { bytes, picture } = await draw(CABINET);

    const dotSize = bytes.indexOf("pHYs") + 4;

    expect([picture.width, picture.height]).toEqual([LABEL_WIDTH_DOTS, LABEL_HEIGHT_DOTS]);
    expect(bytes.readUInt32BE(dotSize)).toBe(11_811);
  });

  test("has white around the code", async () => {
    const { picture } = await draw(CABINET);

    expect(inkBetween(picture, 0, 4 * 8)).toBe(0);
    expect(inkBetween(picture, 4 * 8, 4 * 8 + 1)).toBeGreaterThan(0);
  });

  test("shows Korean: other syllables make another picture", async () => {
    const { bytes } = await draw(CABINET);
    const other = await draw({ ...CABINET, siteKo: "동안구청" });
    const blank = await draw({ ...CABINET, siteKo: "\u3000" });

    expect(other.bytes.equals(bytes)).toBe(false);
    expect(inkBetween(blank.picture, 340, LABEL_WIDTH_DOTS)).toBeLessThan(
      inkBetween(other.picture, 340, LABEL_WIDTH_DOTS),
    );
  });

  test.each([
    ["short texts", CABINET],
    ["long texts", FULL],
  ])("%s stay on the label", async (_name, cabinet) => {
    const { picture } = await draw(cabinet);

    expect(inkBetween(picture, LABEL_WIDTH_DOTS - 8, LABEL_WIDTH_DOTS)).toBe(0);
  });
});
