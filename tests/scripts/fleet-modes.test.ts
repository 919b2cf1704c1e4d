/** Which options of `npm run fleet` go together. */
import { expect, test } from "vitest";
import { demandOneMode, givenOptions, rampUpSOf } from "../../scripts/fleet-modes";

const asked = (line: string) => demandOneMode(givenOptions(line.split(" ")));

test.each([
  ["--scenario ci --workers 2", "--workers does not go with --scenario"],
  ["--scenario ci --data=data", "--data does not go with --scenario"],
  ["--plan a.json --seed 2", "--seed does not go with --plan"],
  ["--scenario ci --plan a.json", "--plan does not go with --scenario"],
  ["--out verdict", "--out needs --scenario or --plan"],
  ["--set share=5", "--set needs --scenario"],
])("%s is refused", (line, sentence) => {
  expect(() => asked(line)).toThrow(sentence);
});

test.each([
  "--scenario ci --seed 2 --count 5 --set a=1 --out verdict --trace t.jsonl",
  "--plan a.json --out verdict",
  "--count 50 --seed 3 --proxy drop=2/min --stop-after-s 90",
])("%s is a command", (line) => {
  expect(() => asked(line)).not.toThrow();
});

test("a load has its power before it stops", () => {
  expect(rampUpSOf(undefined, 0)).toBe(60);
  expect(rampUpSOf(undefined, 300)).toBe(60);
  expect(rampUpSOf(undefined, 60)).toBe(30);
  expect(rampUpSOf(90, 120)).toBe(90);
  expect(() => rampUpSOf(60, 60)).toThrow("--stop-after-s 60 ends the load before");
});
