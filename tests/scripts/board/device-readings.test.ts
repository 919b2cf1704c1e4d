/** An installer sees how the sensor is, and the sensor's own log without the console's noise. */
import { describe, expect, test } from "vitest";
import { BoardLog, readingsLine } from "../../../scripts/board/device-readings";

const HEALTHY = {
  free: 2100,
  used: 900,
  clockS: 42.7,
  errors: [],
  wifi: { status: "connected", rssi: -55 },
};

describe("readings of a sensor", () => {
  test("are one line", () => {
    expect(readingsLine(HEALTHY)).toBe(
      "-- up 42 s; 900 variables used, 2100 free; Wi-Fi connected (-55 dBm); no errors",
    );
  });

  test.each([
    [59.9, "up 59 s"],
    [60, "up 1 min"],
    [3 * 3600 + 125, "up 3 h 2 min"],
    [1_790_000_000, "up time unknown (its clock tells the date)"],
  ])("tell the up time after %d seconds", (clockS, words) => {
    expect(readingsLine({ ...HEALTHY, clockS })).toContain(`-- ${words};`);
  });

  test("name the errors of the interpreter", () => {
    const line = readingsLine({ ...HEALTHY, errors: ["FIFO_FULL", "LOW_MEMORY"] });

    expect(line).toMatch(/; errors: FIFO_FULL, LOW_MEMORY$/);
  });

  test("tell a network that is not joined, without a strength", () => {
    const line = readingsLine({ ...HEALTHY, wifi: { status: "no_ap_found", rssi: 0 } });

    expect(line).toContain("; Wi-Fi no ap found; ");
  });

  test("tell a build without Wi-Fi", () => {
    expect(readingsLine({ ...HEALTHY, wifi: null })).toContain("; no Wi-Fi in this build; ");
  });
});

describe("log of a board", () => {
  test("has a line when it is whole", () => {
    const log = new BoardLog();

    expect(log.take("Door is op")).toEqual([]);
    expect(log.take("en\r\nDoor is closed\r\nThe A")).toEqual(["Door is open", "Door is closed"]);
  });

  test("is free of prompts, of cursor moves and of answers to the tool", () => {
    const log = new BoardLog();

    expect(log.take('\r\n>\r\x1b[JDoor is open\r\n\x021={"free":1}\x04\r\n>')).toEqual([
      "Door is open",
    ]);
    expect(log.take("\r\npassword>****\r\n  Logged in.\r\n>")).toEqual([]);
  });

  test("keeps a line that holds a > of its own", () => {
    expect(new BoardLog().take("3 > 2\n")).toEqual(["3 > 2"]);
  });
});
