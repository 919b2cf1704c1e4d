/** The cabinet id is client id, user name and topic level: its rule keeps all three safe. */
import { describe, expect, test } from "vitest";
import { isCabinetId } from "../../protocol/cabinet-id";

const designRule = /^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/;

describe("cabinet id", () => {
  test.each(["abc", "anyang-0042", "0-0", "a".repeat(32), "a--b"])("%s is one", (id) => {
    expect(isCabinetId(id)).toBe(true);
    expect(designRule.test(id)).toBe(true);
  });

  test.each([
    "",
    "ab",
    "-ab",
    "ab-",
    "Abc",
    "a_c",
    "a/c",
    "a+c",
    "a#c",
    "안양-1",
    "a\nc",
    "a".repeat(33),
  ])("%j is none", (id) => {
    expect(isCabinetId(id)).toBe(false);
    expect(designRule.test(id)).toBe(false);
  });
});
