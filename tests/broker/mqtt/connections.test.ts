/** Room for sensors: whoever only holds a connection open cannot keep them out. */
import { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import { CONNECTIONS_MAX, STRANGERS_MAX, STRANGERS_PER_ADDRESS_MAX } from "../../../broker/limits";
import { Connections } from "../../../broker/mqtt/connections";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";

const id = "gym-north";

/** Admits connections and remembers in which order they were ended. */
function startCounting() {
  const connections = new Connections();
  const ended: number[] = [];
  let next = 0;
  const admit = (address: string) => {
    const number = next++;
    return connections.admit(address, () => ended.push(number));
  };
  return { admit, ended };
}

describe("the oldest stranger makes room", () => {
  test("when an address has too many", () => {
    const { admit, ended } = startCounting();
    admit("192.0.2.1");
    for (let count = 0; count < STRANGERS_PER_ADDRESS_MAX; count++) admit("192.0.2.9");

    const newcomers = [admit("192.0.2.9"), admit("192.0.2.9")];

    expect(newcomers).not.toContain(undefined);
    expect(ended).toEqual([1, 2]);
  });

  test("when there are too many in all", () => {
    const { admit, ended } = startCounting();
    for (let count = 0; count < STRANGERS_MAX; count++) admit(`host-${count % 100}`);

    const newcomer = admit("192.0.2.9");

    expect(newcomer).toBeDefined();
    expect(ended).toEqual([0]);
  });

  test("but never one that has logged in", () => {
    const { admit, ended } = startCounting();
    for (let count = 0; count < CONNECTIONS_MAX - 1; count++) admit("192.0.2.1")?.loggedIn();
    admit("192.0.2.9");

    const newcomer = admit("192.0.2.9");
    newcomer?.loggedIn();

    expect(newcomer).toBeDefined();
    expect(ended).toEqual([CONNECTIONS_MAX - 1]);
    expect(admit("192.0.2.9")).toBeUndefined();
  });
});

test("a sensor logs in beside any number of silent connections from its own address", async () => {
  const { broker, device } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const silent = Array.from({ length: STRANGERS_PER_ADDRESS_MAX }, () => {
    return new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  });
  for (const connection of silent) broker.serve(connection, "127.0.0.1");

  const sensor = await device(id);

  expect(sensor.isOpen).toBe(true);
  expect(silent.filter(({ destroyed }) => destroyed)).toEqual([silent[0]]);
});
