/** Guards that exploration takes out are there to be taken out, and what it is told exists. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { weighedVerbs } from "../../simulator/explore/random-verbs";
import { EXPLORE_GUARDS } from "../guards/explore-guards";

const projectFolder = join(__dirname, "../..");

test.each(EXPLORE_GUARDS)("$promise: its text is there exactly once", ({ file, find, replace }) => {
  const text = readFileSync(join(projectFolder, file), "utf8");

  expect(text.split(find).length - 1).toBe(1);
  expect(replace).not.toBe(find);
});

test.each(EXPLORE_GUARDS)("$promise: exploration knows what to prefer", ({ prefer }) => {
  const names = weighedVerbs({ prefer }).map(({ verb }) => verb.name);

  expect(names).toEqual(expect.arrayContaining([...prefer]));
});
