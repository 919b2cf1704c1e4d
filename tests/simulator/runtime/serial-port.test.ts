/** Serial2: bytes that come in on a wire. */
import { expect, test } from "vitest";
import { bootTestBoard } from "./test-board";

const LISTEN = `Serial2.setup(9600, { rx: D16, tx: D17 });
  Serial2.on("data", function (d) { print(d.length + " " + d); });`;

test("bytes come as text, in the pieces in which they were sent", async () => {
  const { device, lines } = await bootTestBoard(LISTEN);

  device.wiring.serialInput({ pin: 16, baud: 9600, bytes: Buffer.from("$AED") });
  device.wiring.serialInput({ pin: 16, baud: 9600, bytes: Uint8Array.of(0x80, 10) });

  expect(lines).toEqual(["4 $AED", "2 \x80\n"]);
});

test("bytes on another wire are not heard, at another speed they are noise", async () => {
  const { device, lines } = await bootTestBoard(LISTEN);

  device.wiring.serialInput({ pin: 17, baud: 9600, bytes: Buffer.from("wrong pin") });
  device.wiring.serialInput({ pin: 16, baud: 115200, bytes: Buffer.from("ok") });

  expect(lines).toEqual(["2 \xf8\xf8"]);
});

test("a board that is off or not listening misses them", async () => {
  const { device, lines } = await bootTestBoard("print('boot');");
  const input = { pin: 16, baud: 9600, bytes: Buffer.from("lost") };

  device.wiring.serialInput(input);
  device.powerOff();
  device.wiring.serialInput(input);

  expect(lines).toEqual(["boot"]);
});
