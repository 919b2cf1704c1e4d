/** Source addresses and ports: each connection has its own. */
import { expect, test } from "vitest";
import { loopbackAddresses, SourcePorts } from "../../../simulator/fleet/source-ports";

test("20,000 connections of one worker come from different places", () => {
  const ports = new SourcePorts({ addresses: loopbackAddresses(0), reserved: [] });

  const ends = Array.from({ length: 20_000 }, () => ports.take());

  expect(new Set(ends.map(({ address, port }) => `${address}:${port}`)).size).toBe(20_000);
  expect(new Set(ends.map(({ address }) => address)).size).toBe(4);
});

test("a place is used again when all are taken but this one; the broker's port never", () => {
  const ports = new SourcePorts({ addresses: ["10.0.0.1"], reserved: [12_001] });
  const ends = Array.from({ length: 19_999 }, () => ports.take());

  expect(ends.some(({ port }) => port === 12_001)).toBe(false);
  expect(() => ports.take()).toThrow("Give more source addresses");
  ends[5]?.release();
  expect(ports.take().port).toBe(ends[5]?.port);
});

test("two workers share no address", () => {
  const both = [...loopbackAddresses(0), ...loopbackAddresses(1)];

  expect(new Set(both).size).toBe(both.length);
});
