/** Pins and watches of the virtual board (espruino.md section 8). */
import { describe, expect, test } from "vitest";
import { PinWiring, pinNumber } from "../../../simulator/runtime/pin-wiring";
import { bootTestBoard, createTestBoard, linesOf } from "./test-board";

describe("pins", () => {
  test("an open input reads 1 if its pull-up was asked for, else it floats: 0", async () => {
    const source = `pinMode(D26, "input_pullup");
      for (var pin of [D26, D26, D27, D4, D34]) print(digitalRead(pin));`;

    expect(await linesOf(source)).toEqual(["1", "1", "0", "0", "0"]);
  });

  test("reading takes the pull-up away from a pin whose mode is automatic", async () => {
    const source = `pinMode(D27, "input_pullup", true); print(digitalRead(D27));
      pinMode(D27, "input_pullup"); print(digitalRead(D27));
      pinMode(D27, "auto"); print(digitalRead(D27));`;

    expect(await linesOf(source)).toEqual(["0", "1", "0"]);
  });

  test("reading an output ends it, unless pinMode made it one", async () => {
    const board = await bootTestBoard(`
      digitalWrite(D23, 1); print(digitalRead(D23));
      pinMode(D22, "output"); digitalWrite(D22, 1); print(digitalRead(D22));
      pinMode(D21, "input"); digitalWrite(D21, 1); print(digitalRead(D21));`);

    const outputs = [23, 22, 21].map((pin) => board.device.wiring.output(pin));
    expect([board.lines, outputs]).toEqual([
      ["0", "1", "0"],
      [undefined, 1, undefined],
    ]);
  });

  test("a mode that is none is refused", async () => {
    const lines = await linesOf(`
      try { pinMode(D27, "pullup"); } catch (e) { print(e.message); }`);

    expect(lines).toEqual(["Unknown pin mode"]);
  });

  test("a switch to ground reads 0", async () => {
    const board = createTestBoard("print(digitalRead(D27));");
    board.device.wiring.drive(27, 0);

    board.device.powerOn();
    await board.clock.advance(1000);

    expect(board.lines).toEqual(["0"]);
  });

  test("analogRead answers on D32 to D39 only", async () => {
    const board = createTestBoard("print(analogRead(D34), analogRead(D33), analogRead(D27));");
    board.device.wiring.drive(34, 0.5);

    board.device.powerOn();
    await board.clock.advance(1000);

    expect(board.lines).toEqual(["0.5 0 NaN"]);
  });

  test("an output is seen outside, and gone without power", async () => {
    const board = await bootTestBoard("digitalWrite(D23, 1); digitalWrite(D34, 1);");
    const lit = board.device.wiring.output(23);
    const inputOnly = board.device.wiring.output(34);

    board.device.powerOff();

    expect([lit, inputOnly, board.device.wiring.output(23)]).toEqual([1, undefined, undefined]);
  });

  test("what is no pin is refused", async () => {
    const lines = await linesOf("try { digitalRead(undefined); } catch (e) { print(e.message); }");

    expect(lines).toEqual(["Invalid pin"]);
    expect(() => pinNumber("D40")).toThrow(/D0 to D39/);
  });
});

const WATCH = "setWatch(function (e) { print(e.state, e.pin, e.time.toFixed(2)); }, ";

describe("watches", () => {
  test("fire once unless repeat is set", async () => {
    const board = await bootTestBoard(`${WATCH} D27); ${WATCH} D26, { repeat: true });`);

    for (const level of [0, 1, 0]) {
      board.device.wiring.drive(27, level);
      board.device.wiring.drive(26, level);
    }

    const linesByPin = ["D27", "D26"].map((pin) => {
      return board.lines.filter((line) => line.includes(pin)).length;
    });
    expect(linesByPin).toEqual([1, 3]);
  });

  test("see the edges they ask for", async () => {
    const board = await bootTestBoard(`${WATCH} D27, { repeat: true, edge: "falling" });`);

    for (const level of [0, 1, 0]) board.device.wiring.drive(27, level);

    expect(board.lines).toEqual(["false D27 0.00", "false D27 0.00"]);
  });

  test("debounce: only a level that lasts is told, with the time of its edge", async () => {
    const board = await bootTestBoard(`${WATCH} D27, { repeat: true, debounce: 50 });`);

    for (const level of [0, 1, 0]) {
      board.device.wiring.drive(27, level);
      await board.clock.advance(20);
    }
    await board.clock.advance(100);

    expect(board.lines).toEqual(["false D27 0.04"]);
  });

  test("a pin that bounces back is not told", async () => {
    const board = await bootTestBoard(`${WATCH} D27, { repeat: true, debounce: 50 });`);

    board.device.wiring.drive(27, 0);
    await board.clock.advance(20);
    board.device.wiring.disconnect(27);
    await board.clock.advance(100);

    expect(board.lines).toEqual([]);
  });

  test("force a pull-up on their pin", async () => {
    const source = `pinMode(D4, "input"); print(digitalRead(D4)); ${WATCH} D4);`;

    expect(await linesOf(`${source} print(digitalRead(D4));`)).toEqual(["0", "1"]);
  });

  test("lose their pull-up when the pin is read, and then see no switch open", async () => {
    const source = (mode: string) => `${mode} ${WATCH} D27, true); digitalRead(D27);`;
    const automatic = createTestBoard(source(""));
    const manual = createTestBoard(source('pinMode(D27, "input_pullup");'));

    for (const board of [automatic, manual]) {
      board.device.wiring.drive(27, 0);
      board.device.powerOn();
      await board.clock.advance(1000);
      board.device.wiring.disconnect(27);
    }

    expect([automatic.lines, manual.lines]).toEqual([[], ["true D27 0.70"]]);
  });

  test("force no second pull-up when another one is set on the same pin", async () => {
    const board = createTestBoard(`${WATCH} D27, true); ${WATCH} D27, true);`);
    board.device.wiring.drive(27, 0);

    board.device.powerOn();
    await board.clock.advance(1000);
    board.device.wiring.disconnect(27);

    expect(board.lines).toEqual([]);
  });

  test("find no pull-up to force on the input-only pins", async () => {
    expect(await linesOf(`${WATCH} D34); print(digitalRead(D34));`)).toEqual(["0"]);
  });

  test("are not possible on the flash pins, and clearing undefined is an error", async () => {
    const lines = await linesOf(`
      try { setWatch(print, D6); } catch (e) { print(e.message); }
      try { clearWatch(undefined); } catch (e) { print(e.message); }`);

    expect(lines).toEqual([
      "Unable to set watch on pin D6",
      "clearWatch(undefined) not allowed; clearWatch() clears all",
    ]);
  });

  test("clearWatch ends one, clearWatch() all", async () => {
    const board = await bootTestBoard(`
      var id = ${WATCH} D27, true); ${WATCH} D26, true); ${WATCH} D25, true);
      clearWatch(id); setTimeout(function () { clearWatch(); }, 100);`);

    for (const pin of [27, 26]) board.device.wiring.drive(pin, 0);
    await board.clock.advance(100);
    board.device.wiring.drive(25, 0);

    expect(board.lines).toEqual(["false D26 0.00"]);
  });

  test("a callback that changes a watched pin is not interrupted by the next", async () => {
    const board = await bootTestBoard(`
      setWatch(function () { print("in"); digitalWrite(D23, 1); print("out"); }, D27, true);`);
    const { wiring } = board.device;
    const setOutput = wiring.setOutput.bind(wiring);
    wiring.setOutput = (pin, level) => {
      setOutput(pin, level);
      if (wiring.signal(27) === 0) wiring.disconnect(27);
    };

    wiring.drive(27, 0);

    expect(board.lines).toEqual(["in", "out", "in", "out"]);
  });

  test("the wiring stays when the power goes", () => {
    const wiring = new PinWiring();

    wiring.drive(27, 0);
    wiring.detach();

    expect(wiring.signal(27)).toBe(0);
  });
});
