/** Contrast of texts as WCAG 2 defines it, measured where a page is shown. */
import type { Page } from "playwright-core";

export interface TextContrast {
  readonly text: string;
  readonly ratio: number;
}

/** Source of the functions that both measurements need in the page. */
const MEASURES = `
  function channels(colour) { return colour.match(/[\\d.]+/g).map(Number); }
  function luminance(colour) {
    const [r, g, b] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function ratioOf(a, b) {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  }
  function isOpaque(colour) { return channels(colour).length < 4 || channels(colour)[3] === 1; }
`;

/** Of every text of the page outside drawings, against the colour that is behind it. */
export function textContrasts(page: Page): Promise<readonly TextContrast[]> {
  return page.evaluate(`(() => {
    ${MEASURES}
    function behind(element) {
      for (let one = element; one; one = one.parentElement) {
        const colour = getComputedStyle(one).backgroundColor;
        if (isOpaque(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement, text = node.data.trim();
      if (text === "" || element.closest("svg, script, noscript")) continue;
      if (element.getClientRects().length === 0) continue;
      found.push({ text, ratio: ratioOf(getComputedStyle(element).color, behind(element)) });
    }
    return found;
  })()`);
}

/** Of two colours that the page's style defines, by their names without the dashes. */
export function colourContrast(page: Page, [a, b]: readonly [string, string]): Promise<number> {
  return page.evaluate(`(() => {
    ${MEASURES}
    const probe = document.body.appendChild(document.createElement("p"));
    const [first, second] = ["${a}", "${b}"].map((name) => {
      probe.style.color = "var(--" + name + ")";
      return getComputedStyle(probe).color;
    });
    probe.remove();
    return ratioOf(first, second);
  })()`);
}
