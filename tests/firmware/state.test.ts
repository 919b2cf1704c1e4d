/** What a boot finds on flash after somebody has written other settings over the cable. */
import { expect, test } from "vitest";
import { createDeviceStateStore } from "../../firmware/core/device-state";
import { createOutbox, REFUSALS_MAX } from "../../firmware/core/outbox";
import { findState } from "../../firmware/state";
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";
import { freshState } from "./app-bench";
import { PowerCutFlash } from "./core/power-cut-flash";
import { createFakeBoard } from "./fake-board";
import { goodSettings } from "./good-settings";

/** How many reports wait after a boot with `settings`, where one of the old settings waited. */
function waitingAfter(settings: DeviceSettings): number {
  const { board } = createFakeBoard();
  const statePages = new PowerCutFlash(2);
  const outboxPages = new PowerCutFlash(5);
  createDeviceStateStore(statePages).saveTwice(freshState());
  createOutbox(outboxPages, REFUSALS_MAX).add("door-opened", "sealed with the old key");
  const text = JSON.stringify(settings);
  board.storage.write(SETTINGS_FILE, text, 0, text.length);

  const found = findState(board, statePages, outboxPages);

  expect(found).toMatchObject({ state: { settings: { keyHex: settings.keyHex } } });
  return createOutbox(outboxPages, REFUSALS_MAX).waiting();
}

test("reports of a device with another key are dropped: nobody would ever take them", () => {
  expect(waitingAfter({ ...goodSettings, keyHex: "cd".repeat(32) })).toBe(0);
});

test("those of the same device stay, whatever else has changed", () => {
  expect(waitingAfter({ ...goodSettings, brokerHost: "elsewhere" })).toBe(1);
});
