/** A weak signal between a sensor and its access point. */
import { expect, test } from "vitest";
import { createRandom } from "../../../simulator/fleet/random";
import { WeakWifi } from "../../../simulator/run/weak-wifi";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";
import type { Wire, WireListener } from "../../../simulator/runtime/wire";

const HOUR_MS = 3_600_000;

function radio() {
  const clock = createVirtualClock({ wallMs: 0 });
  const heard: string[] = [];
  const atFarMs: number[] = [];
  let far: WireListener | undefined;
  const wifi = new WeakWifi({
    clock,
    random: createRandom(1),
    connect: (_target, listener) => {
      far = listener;
      return {
        send: (bytes) => {
          heard.push(Buffer.from(bytes).toString());
          atFarMs.push(clock.monotonicMs());
        },
        finish: () => heard.push("finished"),
        reset: () => heard.push("reset"),
        abandon: () => heard.push("abandoned"),
      };
    },
  });
  const near: string[] = [];
  const listener: WireListener = {
    opened: () => near.push("opened"),
    received: (bytes) => near.push(Buffer.from(bytes).toString()),
    sent: () => {},
    finished: () => near.push("finished"),
    closed: (problem) => near.push(problem ?? "closed"),
  };
  const connect = (): Wire => wifi.connect({ host: "broker", port: 1883 }, listener);
  return { clock, wifi, connect, heard, atFarMs, near, far: () => far as WireListener };
}

const COUNTED = Array.from({ length: 20 }, (_, index) => String(index));

test("a good signal passes everything on at once", () => {
  const { connect, heard, near, far } = radio();
  const wire = connect();

  wire.send(Buffer.from("up"));
  far().received(Buffer.from("down"));
  wire.finish();
  far().closed(undefined);

  expect(heard).toEqual(["up", "finished"]);
  expect(near).toEqual(["down", "closed"]);
});

test("a weak one is late, and keeps the order both ways", async () => {
  const { clock, wifi, connect, heard, atFarMs, near, far } = radio();
  const wire = connect();
  wifi.weaken();

  const reused = Buffer.alloc(2);
  for (const word of COUNTED) {
    reused.fill(" ").write(word);
    wire.send(reused);
    far().received(reused);
  }
  far().finished();
  await clock.advance(4000);

  expect(heard.map((word) => word.trim())).toEqual(COUNTED);
  expect(near.map((word) => word.trim())).toEqual([...COUNTED, "finished"]);
  expect(atFarMs.at(-1)).toBeGreaterThan(1000);
});

test("a connection breaks in the end, for both sides; a new one breaks as well", async () => {
  const { clock, wifi, connect, heard, near } = radio();
  connect();
  wifi.weaken();
  await clock.advance(2 * HOUR_MS);
  expect([heard, near]).toEqual([["reset"], ["read ECONNRESET"]]);

  connect();
  await clock.advance(2 * HOUR_MS);

  expect([heard.length, near.length]).toEqual([2, 2]);
});

test("nothing breaks once the signal is good, and nothing overtakes what was late", async () => {
  const { clock, wifi, connect, heard } = radio();
  const wire = connect();
  wifi.weaken();
  for (const word of COUNTED) wire.send(Buffer.from(word));
  wifi.strengthen();

  wire.send(Buffer.from("last"));
  await clock.advance(2 * HOUR_MS);

  expect(heard).toEqual([...COUNTED, "last"]);
});

test("a sensor that has given up hears nothing more, and is not told of a break", async () => {
  const { clock, wifi, connect, heard, near, far } = radio();
  const wire = connect();
  wifi.weaken();

  for (const word of COUNTED) far().received(Buffer.from(word));
  const before = near.length;
  wire.abandon();
  await clock.advance(2 * HOUR_MS);

  expect(near.length).toBe(before);
  expect(heard).toEqual(["abandoned"]);
});
