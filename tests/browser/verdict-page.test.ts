/**
 * The page of a verdict, in a real browser: that it shows what the verdict says, on a phone and in
 * the dark as well, asks nobody for anything, and that no text of a device can act in it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { verdictPage } from "../../simulator/verdict/page";
import type { Verdict } from "../../simulator/verdict/verdict";
import { DAY_MS, sampleVerdict } from "../simulator/verdict/sample-verdict";
import { chromiumPath, launchChromium } from "./chromium";
import { colourContrast, textContrasts } from "./contrast";

const AA_CONTRAST = 4.5;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };
const HOSTILE = `</script><script>window.owned=1</script><img src=x onerror="window.owned=1">`;

interface View {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
}

describe.skipIf(chromiumPath === undefined)("the page of a verdict", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let requests: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "verdict-page-"));
    browser = await launchChromium();
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(verdict: Verdict, view: View = {}): Promise<void> {
    page = await browser.newPage({ viewport: DESKTOP, ...view });
    complaints = [];
    requests = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    const path = join(folder, "verdict.html");
    writeFileSync(path, verdictPage(verdict));
    await page.goto(pathToFileURL(path).href);
    await page.locator("#axis text").first().waitFor({ state: "attached" });
  }

  const rows = () => page.locator("#rows .row:not([hidden])");
  const events = () => page.locator("#event-list li");

  test("loads without a complaint and asks for nothing but itself", async () => {
    await open(sampleVerdict());

    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test("says at the top how it ended and of what it is", async () => {
    await open(sampleVerdict({ isPassed: true }));

    const top = await page.locator("header").textContent();
    expect(top).toContain("passed");
    expect(top).toContain("pads-expire-across-a-city");
    expect(top).toContain("virtual time");
    expect(await page.locator(".check.violated").count()).toBe(0);
    expect(await page.locator(".check.not-judged").count()).toBe(1);
  });

  test("draws each cabinet's bands, wide or narrow, and the broken times below them", async () => {
    const verdict = sampleVerdict();
    await open(verdict);

    expect(await rows().count()).toBe(20);
    for (const index of [0, 4, 19]) {
      const cabinet = verdict.cabinets[index]!;
      const row = rows().nth(index);
      await row.scrollIntoViewIfNeeded();
      await row.locator(".band").first().waitFor();
      expect(await row.locator(".band").count()).toBe(cabinet.shown.length);
      expect(await row.locator(".b-broker-down").count()).toBe(1);
      expect(await row.locator(".truth:not(.missed)").count()).toBe(cabinet.broken.length);
    }
    const widths = await rows()
      .nth(0)
      .locator(".band")
      .evaluateAll((bands) => bands.map((band) => band.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(1);
  });

  test("a status has a letter and a pattern, never a colour alone", async () => {
    await open(sampleVerdict());

    const letters = await rows().nth(1).locator("text[class^=t-b]").allTextContents();
    expect(new Set(letters)).toEqual(new Set(["R", "!", "?"]));
    const action = 'document.querySelector("#rows .b-action")';
    const fill = await page.evaluate(`getComputedStyle(${action}).fill`);
    expect(fill).toContain("#p-action");
  });

  test("the search leaves the cabinets that match, and says when none does", async () => {
    await open(sampleVerdict());

    await page.fill("#cabinet-filter", "ANYANG-007");
    await expect.poll(() => rows().count()).toBe(1);
    await page.fill("#cabinet-filter", "nowhere");
    await expect.poll(() => rows().count()).toBe(0);
    expect(await page.locator("#no-row").isVisible()).toBe(true);
  });

  test("a cabinet's name leads to its events, and words narrow them down", async () => {
    const verdict = sampleVerdict();
    await open(verdict);

    await rows().nth(3).locator("button.name").click();
    const its = verdict.events.filter(({ id }) => id === "anyang-004");
    await expect.poll(() => events().count()).toBe(its.length);
    await page.fill("#event-filter", "anyang-004 repaired");
    const repaired = its.filter(({ text }) => text.includes("repaired"));
    await expect.poll(() => events().count()).toBe(repaired.length);
  });

  test("a violation leads to its time and its cabinet, even a filtered one", async () => {
    await open(sampleVerdict());
    await page.fill("#cabinet-filter", "anyang-007");
    await expect.poll(() => rows().count()).toBe(1);

    await page.locator(".violated button.time").first().click();

    expect(await rows().count()).toBe(20);
    expect(await page.locator("#rows .marked").count()).toBe(1);
    expect(await page.locator("#window-text").textContent()).toContain("(12 h)");
  });

  test("a drag across zooms in, a tap reads the band, and the whole run comes back", async () => {
    await open(sampleVerdict());
    const plot = rows().nth(0).locator(".plot");
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const y = box.y + 10;

    await page.mouse.move(box.x + box.width / 7, y);
    await page.mouse.down();
    await page.mouse.move(box.x + (box.width * 2) / 7, y, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator("#window-text").textContent()).toMatch(/Sun 1 Mar 00:00 .*Mon 2 Mar/);

    await page.mouse.click(box.x + box.width / 2, y);
    expect(await page.locator("#picked").textContent()).toMatch(/shown .* in truth: /);

    await page.click("#zoom-all");
    expect(await page.locator("#window-text").textContent()).toContain("(7 d)");
  });

  test("wall clock is Korean: the run that began at 15:00 UTC begins at midnight", async () => {
    await open(sampleVerdict());

    expect(await page.locator("#window-text").textContent()).toContain("Sat 28 Feb 00:00");
  });

  test("no text of a device can act, wherever it stands", async () => {
    const sample = sampleVerdict();
    const cabinets = sample.cabinets.map((cabinet) => ({ ...cabinet, id: HOSTILE, name: HOSTILE }));
    const violation = { property: "x", atMs: 5, cabinetId: HOSTILE, sentence: HOSTILE };
    await open({
      ...sample,
      scenario: HOSTILE,
      purpose: HOSTILE,
      replay: HOSTILE,
      cabinets,
      counts: { [HOSTILE]: 1 },
      checks: [{ ...sample.checks[0]!, name: HOSTILE, isMet: false, violations: [violation] }],
      events: [{ atMs: 1, id: HOSTILE, text: HOSTILE }],
    });
    await page.locator(".violated button.time").click();

    expect(await page.evaluate("window.owned")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(await events().locator(".event-text").textContent()).toBe(HOSTILE);
    expect(await page.locator("#replay").textContent()).toBe(HOSTILE);
  });

  test("even a script that got in would not run, nor a picture load", async () => {
    await open(sampleVerdict());

    await page.evaluate(`
      const script = document.createElement("script");
      script.textContent = "window.owned = 1";
      document.body.append(script);
      const picture = document.createElement("img");
      picture.src = "http://127.0.0.1:9/x.png";
      document.body.append(picture);
    `);

    expect(await page.evaluate("window.owned")).toBeUndefined();
    await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(2);
    expect(complaints.join("\n")).toContain("Content Security Policy");
  });

  test("fits a phone: nothing is wider than 360 pixels", async () => {
    await open(sampleVerdict(), { viewport: PHONE });

    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  });

  test("tells how to run it again, and copies that", async () => {
    const verdict = sampleVerdict();
    await open(verdict);

    expect(await page.locator("#replay").textContent()).toBe(verdict.replay);
    await page.click("#copy");
    await expect.poll(() => page.locator("#copy").textContent()).toMatch(/Copied|Selected/);
  });

  test.each(["light", "dark"] as const)("in the %s every text can be read", async (colorScheme) => {
    await open(sampleVerdict(), { colorScheme });

    const contrasts = await textContrasts(page);
    expect(contrasts.length).toBeGreaterThan(200);
    expect(contrasts.filter(({ ratio }) => ratio < AA_CONTRAST)).toEqual([]);
    for (const pair of [
      ["ready", "ready-ink"],
      ["action", "band-ink"],
      ["unknown", "band-ink"],
      ["down", "band-ink"],
      ["truth", "truth-ink"],
      ["card", "quiet"],
    ] as const) {
      expect(await colourContrast(page, pair), pair.join(" on ")).toBeGreaterThan(AA_CONTRAST);
    }
  });

  test("one cabinet and no event is a page as well", async () => {
    const sample = sampleVerdict({ cabinetCount: 1, incidentsPerCabinet: 0, isPassed: true });
    await open({ ...sample, durationMs: 0, cabinets: [], events: [], checks: [], counts: {} });

    expect(complaints).toEqual([]);
    expect(await page.locator("#no-row").isVisible()).toBe(true);
    expect(await page.locator("#no-event").isVisible()).toBe(true);
  });

  test("300 cabinets of a year with thousands of events open and zoom quickly", async () => {
    const verdict = sampleVerdict({ cabinetCount: 300, days: 365, incidentsPerCabinet: 60 });
    const startedMs = performance.now();
    await open(verdict);
    await page.click("#zoom-in");
    await rows().nth(299).scrollIntoViewIfNeeded();
    await rows().nth(299).locator(".band").first().waitFor();

    expect(await rows().count()).toBe(300);
    expect(verdict.durationMs).toBe(365 * DAY_MS);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});
