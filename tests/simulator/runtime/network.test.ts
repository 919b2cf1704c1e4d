/** Wi-Fi and sockets of the virtual board, on a network in memory (espruino.md section 6). */
import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import { CONNECT_TIMEOUT_MS } from "../../../simulator/runtime/net";
import { bootTestBoard, createTestBoard, type TestBoard } from "./test-board";

const ONLINE_MS = 1500;
const OBSERVE = `
  function observe(s) {
    s.on("data", function (d) { print("data " + d.length); });
    s.on("end", function () { print("end"); });
    s.on("error", function (e) { print("error " + e.message); });
    s.on("close", function (h) { print("close " + h); });
    return s;
  }`;

/** A program that gets on the Wi-Fi, then runs `then` with `net` and `observe` at hand. */
function onlineProgram(then: string): string {
  return `${OBSERVE} var net = require("net"), wifi = require("Wifi");
    wifi.on("disconnected", function (e) { print("wifi lost " + e.msg); });
    wifi.connect("ssid", { password: "p" }, function (err) { print("wifi " + err);
      if (!err) { ${then} } });`;
}

interface Peer {
  readonly streams: Duplex[];
  readonly received: Buffer[];
  endings: number;
}

/** Somebody who listens on port 1883 and keeps what is said. */
function listen(board: TestBoard): Peer {
  const peer: Peer = { streams: [], received: [], endings: 0 };
  board.network.listen(1883, (stream) => {
    peer.streams.push(stream);
    stream.on("data", (bytes: Buffer) => peer.received.push(bytes));
    stream.on("end", () => {
      peer.endings += 1;
    });
  });
  return peer;
}

async function goOnline(then: string): Promise<{ board: TestBoard; peer: Peer }> {
  const board = createTestBoard(onlineProgram(then));
  const peer = listen(board);
  board.device.powerOn();
  await board.clock.advance(ONLINE_MS);
  return { board, peer };
}

const CONNECT = `var s = observe(net.connect({ host: "broker", port: 1883 }, function () {
  print("connected"); }));`;

describe("sockets", () => {
  test("write answers false, says drain, and sends one byte a character", async () => {
    const { board, peer } = await goOnline(`${CONNECT}
      s.on("drain", function () { print("drain"); });
      var text = "\\xff\\x01" + String.fromCharCode(0x141);
      setTimeout(function () { print(s.write(text)); }, 100);`);

    await board.clock.advance(200);

    expect(board.lines).toEqual(["wifi null", "connected", "drain", "false", "drain"]);
    expect(Buffer.concat(peer.received).toString("hex")).toBe("ff0141");
  });

  test("of the tls module go the same way, in clear", async () => {
    const { board, peer } = await goOnline(`var s = require("tls").connect(
      { host: "broker", port: 1883 }, function () { s.write("hello"); });`);

    await board.clock.advance(1000);

    expect(peer.received.map(String)).toEqual(["hello"]);
  });

  test("data comes in chunks of at most 536 bytes", async () => {
    const { board, peer } = await goOnline(CONNECT);

    peer.streams[0]!.write(Buffer.alloc(1200));
    await board.clock.advance(50);

    expect(board.lines.slice(2)).toEqual(["data 536", "data 536", "data 128"]);
  });

  test("the other side's FIN is end, then close(false)", async () => {
    const { board, peer } = await goOnline(CONNECT);

    peer.streams[0]!.end();
    await board.clock.advance(50);

    expect(board.lines.slice(2)).toEqual(["end", "close false"]);
  });

  test("so is a reset", async () => {
    const { board, peer } = await goOnline(CONNECT);

    peer.streams[0]!.destroy();
    await board.clock.advance(50);

    expect(board.lines.slice(2)).toEqual(["end", "close false"]);
  });

  test("end closes, and writing after it throws", async () => {
    const { board, peer } = await goOnline(`${CONNECT}
      setTimeout(function () { s.end("bye");
        try { s.write("x"); } catch (e) { print(e.message); } }, 100);`);

    await board.clock.advance(200);

    expect(board.lines.slice(2)).toEqual(["This socket is closed", "end", "close false"]);
    expect([Buffer.concat(peer.received).toString(), peer.endings]).toEqual(["bye", 1]);
  });

  test("a refused connection throws out of net.connect", async () => {
    const board = await bootTestBoard(
      onlineProgram(`try { ${CONNECT} } catch (e) { print(e.message); }`),
    );

    await board.clock.advance(ONLINE_MS);

    expect(board.lines).toEqual(["wifi null", "Unable to create socket"]);
  });

  test("so does connecting without Wi-Fi", async () => {
    const board = createTestBoard(`
      try { require("net").connect({ host: "h", port: 1883 }); } catch (e) { print(e.message); }`);
    listen(board);

    board.device.powerOn();
    await board.clock.advance(ONLINE_MS);

    expect(board.lines).toEqual(["Unable to create socket"]);
  });

  test("a connection whose answer is lost is given up after 18 s with error, close", async () => {
    const { board } = await goOnline(`setTimeout(function () { ${CONNECT} }, 1000);`);
    const socketMadeMs = 1300 + 1000;
    board.clock.after("down", socketMadeMs + 7 - board.clock.monotonicMs(), () => {
      board.network.isDown = true;
    });

    await board.clock.advance(ONLINE_MS + CONNECT_TIMEOUT_MS);

    expect(board.lines.slice(1)).toEqual(["error connection timed out", "close true"]);
  });

  test("closing needs no other side: a device comes back after any number of outages", async () => {
    const { board, peer } = await goOnline(`var s;
      function open() { try { s = net.connect({ host: "b", port: 1883 }); } catch (e) {} }
      open(); setInterval(function () { s.end(); open(); }, 60000);`);

    for (let outage = 0; outage < 12; outage++) {
      board.network.isDown = true;
      await board.clock.advance(60_000);
      board.network.isDown = false;
      await board.clock.advance(60_000);
    }

    expect(peer.streams.length).toBe(13);
  });

  test("there are ten of them and no more", async () => {
    const { board } = await goOnline(`
      for (var i = 0; i < 11; i++) try { net.connect({ host: "b", port: 1883 }); }
      catch (e) { print(i + " " + e.message); }`);

    await board.clock.advance(100);

    expect(board.lines.slice(1)).toEqual(["10 Unable to create socket"]);
  });

  test("without power the other side learns nothing", async () => {
    const { board, peer } = await goOnline(CONNECT);

    board.device.powerOff();
    peer.streams[0]!.write("anybody there?");
    await board.clock.advance(3_600_000);

    expect([peer.endings, peer.streams[0]!.destroyed]).toEqual([0, false]);
    expect(board.lines).toEqual(["wifi null", "connected"]);
  });

  test("a device that is taken down properly resets its connections", async () => {
    const { board, peer } = await goOnline(CONNECT);

    board.device.powerOff("reset");
    await board.clock.advance(100);

    expect(peer.streams[0]!.destroyed).toBe(true);
  });

  test("what is sent or under way while the network is down is lost", async () => {
    const { board, peer } = await goOnline(`${CONNECT}
      setTimeout(function () { s.write("1"); }, 1000);
      setTimeout(function () { s.write("2"); }, 2000);
      setTimeout(function () { s.write("3"); }, 3000);`);
    const isDownBetween = (fromMs: number, toMs: number) => {
      const nowMs = board.clock.monotonicMs();
      const set = (isDown: boolean) => () => {
        board.network.isDown = isDown;
      };
      board.clock.after("down", fromMs - nowMs, set(true));
      board.clock.after("up", toMs - nowMs, set(false));
    };
    const socketMadeMs = 1300;

    isDownBetween(socketMadeMs + 999, socketMadeMs + 1001);
    isDownBetween(socketMadeMs + 2002, socketMadeMs + 2008);
    await board.clock.advance(5000);

    expect(Buffer.concat(peer.received).toString()).toBe("3");
  });

  test("power may go while connecting", async () => {
    const { board } = await goOnline(CONNECT);
    board.device.reboot();
    await board.clock.advance(ONLINE_MS - 198);

    board.device.powerOff();
    await board.clock.advance(60_000);

    expect(board.lines).toEqual(["wifi null", "connected", "wifi null"]);
  });
});

/** Connects to a host that says nothing, one second after getting on the Wi-Fi, at 2.3 s. */
async function blockedBoard(source: string): Promise<TestBoard> {
  const { board } = await goOnline(`setTimeout(function () {
    var at = getTime();
    try { net.connect({ host: "b", port: 1883 }); } catch (e) { print(e.message); }
    print("took " + (getTime() - at).toFixed(3));
  }, 1000); ${source}`);
  board.network.isDown = true;
  await board.clock.advance(1000);
  return board;
}

const BLOCKED = ["wifi null", "Unable to create socket", "took 18.000"];

describe("a host that says nothing", () => {
  test("blocks the interpreter for 18 s: nothing runs, then intervals catch up", async () => {
    const board = await blockedBoard("setInterval(function () { print(getTime()); }, 5000);");

    await board.clock.advance(CONNECT_TIMEOUT_MS - 201);
    const linesMeanwhile = [...board.lines];
    await board.clock.advance(10_000);

    const times = board.lines.slice(3).map((line) => Number(line).toFixed(1));
    expect(linesMeanwhile).toEqual(BLOCKED);
    expect(times).toEqual(["20.0", "20.0", "20.0", "21.0", "26.0"]);
  });

  test("lets no edge be lost: they come later, with their own time and level", async () => {
    const board = await blockedBoard(`setWatch(function (e) {
      print(e.state, e.time.toFixed(1), e.lastTime && e.lastTime.toFixed(1), getTime().toFixed(1));
    }, D27, true);`);

    board.device.wiring.drive(27, 0);
    await board.clock.advance(4000);
    board.device.wiring.disconnect(27);
    const linesMeanwhile = [...board.lines];
    await board.clock.advance(CONNECT_TIMEOUT_MS);

    expect(linesMeanwhile).toEqual(BLOCKED);
    expect(board.lines.slice(3)).toEqual(["false 2.2 undefined 20.0", "true 6.2 2.2 20.0"]);
  });

  test("edges come before timers, and may still clear those and other watches", async () => {
    const board = await blockedBoard(`
      var timer = setTimeout(function () { print("timer"); }, 5000);
      setWatch(function () { print("edge"); clearTimeout(timer); clearWatch(other); }, D27);
      var other = setWatch(function () { print("other"); }, D26, true);`);

    await board.clock.advance(10_000);
    for (const pin of [27, 26]) board.device.wiring.drive(pin, 0);
    board.device.wiring.disconnect(27);
    await board.clock.advance(CONNECT_TIMEOUT_MS);

    expect(board.lines.slice(3)).toEqual(["edge"]);
  });

  test("timers set after the failure count from its end", async () => {
    const { board } = await goOnline(`setTimeout(function () {
      try { net.connect({ host: "b", port: 1883 }); }
      catch (e) { setTimeout(function () { print(getTime().toFixed(1)); }, 2000); } }, 1000);`);
    board.network.isDown = true;

    await board.clock.advance(60_000);

    expect(board.lines.slice(1)).toEqual(["22.0"]);
  });

  test("two of them block twice as long", async () => {
    const { board } =
      await goOnline(`setTimeout(function () { print(getTime().toFixed(1)); }, 5000);
      function open() { try { net.connect({ host: "b", port: 1883 }); } catch (e) {} }
      setTimeout(function () { open(); open(); }, 1000);`);
    board.network.isDown = true;

    await board.clock.advance(60_000);

    expect(board.lines.slice(1)).toEqual(["38.0"]);
  });

  test("does not feed the watchdog", async () => {
    const board = await blockedBoard(`E.enableWatchdog(10, false);
      setInterval(function () { E.kickWatchdog(); }, 1000);`);

    await board.clock.advance(CONNECT_TIMEOUT_MS);

    expect(board.device.bootCount).toBe(2);
  });

  test("is over when the power goes", async () => {
    const board = await blockedBoard(`setInterval(function () { print("tick"); }, 1000);`);

    board.device.powerOff();
    board.network.isDown = false;
    board.device.powerOn();
    await board.clock.advance(ONLINE_MS + 1000);

    expect(board.lines.slice(3)).toEqual(["wifi null", "took 0.000", "tick"]);
  });
});

describe("Wi-Fi", () => {
  test("a short outage makes sockets hang without a word", async () => {
    const { board } = await goOnline(`${CONNECT}
      setTimeout(function () { s.write("x"); }, 2000);
      setTimeout(function () { s.end(); }, 20000);`);

    board.device.accessPoint.turnOff("silent");
    board.device.accessPoint.turnOn();
    await board.clock.advance(30_000);

    expect(board.lines.slice(2)).toEqual(["end", "close false"]);
  });

  test("or resets them", async () => {
    const { board, peer } = await goOnline(CONNECT);

    board.device.accessPoint.turnOff("reset");
    await board.clock.advance(100);

    expect(board.lines.slice(2)).toEqual(["end", "close false"]);
    expect(peer.streams[0]!.destroyed).toBe(true);
  });

  test("after three failures it stops for good, until connect is called", async () => {
    const { board } = await goOnline(
      `setTimeout(function () { wifi.connect("ssid", {}, function (e) { print("again " + e); });
       }, 60000);`,
    );

    board.device.accessPoint.turnOff("silent");
    await board.clock.advance(30_000);
    const linesWhileOff = [...board.lines];
    board.device.accessPoint.turnOn();
    await board.clock.advance(20_000);
    const linesWhileOn = [...board.lines];
    await board.clock.advance(20_000);

    expect(linesWhileOff).toEqual(["wifi null", "wifi lost NO_AP_FOUND"]);
    expect(linesWhileOn).toEqual(linesWhileOff);
    expect(board.lines.slice(2)).toEqual(["again null"]);
  });

  test("a success does not refill the three attempts", async () => {
    const { board } = await goOnline("");
    const { accessPoint } = board.device;

    for (let drop = 0; drop < 3; drop++) {
      accessPoint.turnOff("silent");
      accessPoint.turnOn();
      await board.clock.advance(5000);
    }

    expect(board.lines.slice(1)).toEqual(["wifi lost NO_AP_FOUND"]);
  });

  test("an access point that is off answers the callback with an error", async () => {
    const board = createTestBoard(onlineProgram(""));
    board.device.accessPoint.turnOff("silent");

    board.device.powerOn();
    await board.clock.advance(20_000);

    expect(board.lines).toEqual(["wifi lost NO_AP_FOUND", "wifi NO_AP_FOUND"]);
  });

  test("getStatus has the signal strength, getDetails the password but no strength", async () => {
    const { board } = await goOnline(
      `print(wifi.getStatus().rssi, wifi.getDetails().rssi, wifi.getDetails().password);`,
    );

    expect(board.lines.slice(1)).toEqual(["-61 undefined p"]);
  });
});
