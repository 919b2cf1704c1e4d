/** What a user types is either understood or answered with one sentence that helps. */
import { describe, expect, test } from "vitest";
import { helpText, type Options, readOptions, UsageError } from "../../scripts/command-line";

const options = {
  cabinets: { kind: "integer", min: 1, max: 5000, default: 50, help: "number of cabinets" },
  port: { kind: "integer", min: 0, max: 65535, help: "a port" },
  data: { kind: "text", valueName: "FOLDER", default: "data", help: "data folder" },
  lang: { kind: "choice", choices: ["en", "ko"], default: "en", help: "language" },
  follow: { kind: "flag", help: "go on" },
} as const satisfies Options;

test("an option without which nothing can be done is asked for", () => {
  const required = { kind: "text", valueName: "ID", isRequired: true, help: "which" } as const;

  expect(() => readOptions([], { cabinet: required })).toThrow(/--cabinet is missing. See --help/);
  expect(readOptions(["--cabinet", "a"], { cabinet: required })).toEqual({ cabinet: "a" });
  expect(helpText("x", "", { cabinet: required })).toContain("which (required)");
});

describe("options of a command", () => {
  test("have defaults that work", () => {
    expect(readOptions([], options)).toEqual({
      cabinets: 50,
      port: undefined,
      data: "data",
      lang: "en",
      follow: false,
    });
  });

  test("are read in every usual spelling", () => {
    const words = ["--cabinets", "7", "--port=0", "--lang", "ko", "--follow"];

    expect(readOptions(words, options)).toMatchObject({
      cabinets: 7,
      port: 0,
      lang: "ko",
      follow: true,
    });
  });

  test.each([
    [["--cabinets", "0"], '--cabinets is "0"; it must be a whole number from 1 to 5000.'],
    [["--cabinets", "5001"], '--cabinets is "5001"; it must be a whole number from 1 to 5000.'],
    [["--cabinets", "many"], '--cabinets is "many"; it must be a whole number from 1 to 5000.'],
    [["--cabinets", "1e3"], '--cabinets is "1e3"; it must be a whole number from 1 to 5000.'],
    [["--lang", "de"], '--lang is "de"; it must be one of en, ko.'],
    [["--cabinet", "7"], "Unknown option '--cabinet'. See --help."],
    [
      ["7"],
      "Unexpected argument '7'. This command does not take positional arguments. See --help.",
    ],
    [["--cabinets", "-3"], "Option '--cabinets' argument is ambiguous. See --help."],
    [["--cabinets"], "Option '--cabinets <value>' argument missing. See --help."],
  ])("%j is refused: %s", (words, sentence) => {
    expect(() => readOptions(words, options)).toThrow(new UsageError(sentence));
  });

  test("help names every option with its range and default", () => {
    const help = helpText("start", "Runs the main job.", options);

    expect(readOptions(["--help", "--cabinets", "3"], options)).toBe("help");
    expect(help).toContain("--cabinets N  ");
    expect(help).toContain("number of cabinets (1 to 5000, default 50)");
    expect(help).toContain("--lang en|ko");
    expect(help).toContain("--data FOLDER");
    expect(help).toContain("--help");
  });
});
