/** The terminal of the main job: the counts stay in sight, and no log line is lost. */
import { describe, expect, test } from "vitest";
import { SummaryLine } from "../../scripts/summary-line";

function createScreen(isTTY: boolean) {
  const screen = { text: "", isTTY, write: (text: string) => (screen.text += text) };
  return screen;
}

describe("summary line", () => {
  test("stays below the log on a terminal", () => {
    const screen = createScreen(true);
    const line = new SummaryLine(screen, () => 0);

    line.show({ ready: 48, action: 1, unknown: 1 });
    line.print("Anyang Station – The door is open.");

    expect(screen.text.endsWith("The door is open.\n== 48 ready / 1 action / 1 unknown ==")).toBe(
      true,
    );
  });

  test("is printed where there is no terminal when it changes, but not too often", () => {
    const screen = createScreen(false);
    let nowMs = 0;
    const line = new SummaryLine(screen, () => nowMs);

    line.show({ ready: 0, action: 0, unknown: 3 });
    line.show({ ready: 1, action: 0, unknown: 2 });
    nowMs = 5000;
    line.show({ ready: 2, action: 0, unknown: 1 });
    nowMs = 20_000;
    line.show({ ready: 2, action: 0, unknown: 1 });

    expect(screen.text).toBe(
      "== 0 ready / 0 action / 3 unknown ==\n== 2 ready / 0 action / 1 unknown ==\n",
    );
  });

  test("has its last word at the end", () => {
    const screen = createScreen(false);
    const line = new SummaryLine(screen, () => 0);

    line.show({ ready: 0, action: 0, unknown: 3 });
    line.show({ ready: 3, action: 0, unknown: 0 });
    line.end();

    expect(screen.text.endsWith("== 3 ready / 0 action / 0 unknown ==\n")).toBe(true);
  });
});
