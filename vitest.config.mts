/** `npm test`: all that needs Node alone; the real interpreter has a configuration of its own. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/espruino/**"],
    globalSetup: ["tests/build-firmware-once.ts"],
    testTimeout: 30_000,
  },
});
