/**
 * `npm run test:espruino`: the built bundle on the real interpreter named by ESPRUINO. One file
 * after the other, with time for a real clock: heartbeats and reconnections really happen.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/espruino/**/*.test.ts"],
    globalSetup: ["tests/build-firmware-once.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
