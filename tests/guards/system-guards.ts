/** The guards that only the whole system shows: the built firmware in front of the real broker. */
import type { Guard } from "./guard";

const pieceTests = ["tests/system/update.test.ts"];

export const SYSTEM_GUARDS: readonly Guard[] = [
  {
    promise: "settings are confirmed by a broker that was reached with them, not before",
    file: "firmware/remote.ts",
    find: "if (this.isTrial && confirmTrial(",
    replace: "if (isOnTrial(state) && confirmTrial(",
    tests: ["tests/system/over-the-air.test.ts"],
  },
  {
    promise: "a sensor that asks for a piece nobody has is not left waiting",
    file: "broker/ingest/ingest.ts",
    find: "      this.refuse(get.id, piece);\n      return ACCEPTED;",
    replace: "      return this.refuse(get.id, piece);",
    tests: pieceTests,
  },
  {
    promise: "an update may be ordered for the longest time there is",
    file: "firmware/core/commands.ts",
    find: "COMMAND_LIFE_S_MAX + REPORT_TIME_TOLERANCE_S;",
    replace: "COMMAND_LIFE_S_MAX - 1;",
    tests: pieceTests,
  },
  {
    promise: "a failure within the first minute is remembered over the restart",
    file: "firmware/app.ts",
    find: "    if (this.isRestarting) return;\n    this.hasLived = true;",
    replace: "    this.hasLived = true;",
    tests: ["tests/system/board-failure.test.ts"],
  },
];
