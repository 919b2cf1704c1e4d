/** Guards of the flashing tool that its quick tests prove; the rest is proven board by board. */
import type { Guard } from "./guard";

const FLASH = "scripts/board/board-flash.ts";
const TESTS = ["tests/scripts/board/board-words.test.ts"];

export const FLASH_GUARDS: readonly Guard[] = [
  {
    promise: "flash: an interpreter that is too old gets no firmware",
    file: FLASH,
    find: ") < VERSION_MIN",
    replace: ") < 0",
    tests: TESTS,
  },
  {
    promise: "flash: another board gets no firmware",
    file: FLASH,
    find: "if (!boards.includes(board)) {",
    replace: "if (false) {",
    tests: TESTS,
  },
  {
    promise: "flash: a build that lacks a part gets no firmware",
    file: FLASH,
    find: "const missing = MODULES.filter((name) => !modules.includes(name));",
    replace: "const missing = MODULES.filter(() => false);",
    tests: TESTS,
  },
  {
    promise: "flash: no password is no open network",
    file: "scripts/secret-input.ts",
    find: '  if (values["wifi-open"]) return "";\n',
    replace: '  if (values["wifi-open"] || !ask) return "";\n',
    tests: TESTS,
  },
];
