/** Guards of the firmware: what is remembered, which application starts, what an update takes. */
import type { Guard } from "./guard";

const STATE = "firmware/core/device-state.ts";
const STATE_TESTS = ["tests/firmware/core/device-state.test.ts"];
const SLOT = "firmware/loader/slot.ts";
const LOADER_TESTS = ["tests/firmware/loader/loader.test.ts"];
const DOORS = "firmware/loader/doors.ts";
const DOORS_TESTS = ["tests/firmware/loader/doors.test.ts"];
const UPDATE = "firmware/core/update.ts";
const UPDATE_TESTS = ["tests/firmware/core/update.test.ts"];

export const UPDATE_GUARDS: readonly Guard[] = [
  {
    promise: "a snapshot of the device state counts only when its checksum fits",
    file: STATE,
    find: "if (area.crc32(body) !== parseInt(line, 10)) found.isDamaged = true;",
    replace: "if (!(seq > 0)) found.isDamaged = true;",
    tests: STATE_TESTS,
  },
  {
    promise: "the newest snapshot counts",
    file: STATE,
    find: "else if (seq > found.seq) {",
    replace: "else {",
    tests: STATE_TESTS,
  },
  {
    promise: "a page is erased only while the other one holds the newest snapshot",
    file: STATE,
    find: "const other = 1 - found.page;",
    replace: "const other = found.page;",
    tests: STATE_TESTS,
  },
  {
    promise: "a snapshot that is not read back is not called stored",
    file: STATE,
    find: "if (!hasRoom || !isWritten(area, page * area.pageBytes + at, record)) return false;",
    replace: "if (!hasRoom) return false;\n    area.write(page * area.pageBytes + at, record);",
    tests: STATE_TESTS,
  },
  {
    promise: "a boot of a trial is counted on flash before it begins",
    file: SLOT,
    find: "state.trial-- > 0 && (own || !tried) && store.save(state)",
    replace: "state.trial-- > 0 && (own || !tried)",
    tests: LOADER_TESTS,
  },
  {
    promise: "a trial ends",
    file: SLOT,
    find: "state.trial-- > 0 && (own || !tried) && store.save(state)",
    replace: "(own || !tried) && store.save(state)",
    tests: LOADER_TESTS,
  },
  {
    promise: "an application whose checksum does not fit is not started",
    file: SLOT,
    find: 'return app && app.bytes === bytes && board.crc32(text) !== app.crc ? "" : text;',
    replace: "return text;",
    tests: LOADER_TESTS,
  },
  {
    promise: "without a state, half an application is not started",
    file: SLOT,
    find: 'const text = (bytes && board.readApp(slot, bytes)) || "";',
    replace: 'const text = board.readApp(slot, bytes || WHOLE_FILE) || "";',
    tests: LOADER_TESTS,
  },
  {
    promise: "settings that did not reach the broker do not stay",
    file: SLOT,
    find: "    state.settings = state.fallback || state.settings;\n",
    replace: "",
    tests: LOADER_TESTS,
  },
  {
    promise: "an application that hangs before it looks after itself is restarted",
    file: "firmware/loader/loader.ts",
    find: "if (text) E.enableWatchdog(WATCHDOG_S, false);\nelse console",
    replace: "if (!text) console",
    tests: LOADER_TESTS,
  },
  {
    promise: "the console of a provisioned sensor is locked",
    file: DOORS,
    find: "  E.lockConsole();\n",
    replace: "",
    tests: DOORS_TESTS,
  },
  {
    promise: "a door that is missing keeps no other open",
    file: DOORS,
    find: "  try {\n    step();\n  } catch (_problem) {\n    // Nothing to close.\n  }\n",
    replace: "  step();\n",
    tests: DOORS_TESTS,
  },
  {
    promise: "an application is fetched only on a manifest signed with the update key",
    file: UPDATE,
    find: "if (!frame || !isAuthentic(MANIFEST_PURPOSE, frame, authenticate)) return",
    replace: "if (!frame) return",
    tests: UPDATE_TESTS,
  },
  {
    promise: "a manifest of another device is refused",
    file: UPDATE,
    find: '  if (manifest.id !== options.id) return "update-forged";\n',
    replace: "",
    tests: UPDATE_TESTS,
  },
  {
    promise: "a downgrade is refused",
    file: UPDATE,
    find: '  if (version <= options.version) return "update-downgrade";\n',
    replace: "",
    tests: UPDATE_TESTS,
  },
  {
    promise: "an application that is too big is refused",
    file: UPDATE,
    find: '  if (bytes > APP_BYTES_MAX) return "update-too-big";\n',
    replace: "",
    tests: UPDATE_TESTS,
  },
  {
    promise: "an update never makes Storage compact",
    file: UPDATE,
    find: "if (file.freeBytes() < SLOT_BYTES + ROOM_RESERVE_BYTES) return",
    replace: "if (file.freeBytes() < 0) return",
    tests: UPDATE_TESTS,
  },
  {
    promise: "only chunks that the broker signed are taken",
    file: UPDATE,
    find: 'if (!frame || !isAuthentic(topic, frame, options.authenticate)) return "";',
    replace: 'if (!frame) return "";',
    tests: UPDATE_TESTS,
  },
  {
    promise: "only the chunk that was asked for is taken",
    file: UPDATE,
    find: "&& chunk.sha === wanted.sha && chunk.at === wanted.at;",
    replace: ";",
    tests: UPDATE_TESTS,
  },
  {
    promise: "what was fetched is what was signed",
    file: UPDATE,
    find: "if (text && hex(options.sha256(text)) === plan.sha256) {",
    replace: "if (text) {",
    tests: UPDATE_TESTS,
  },
  {
    promise: "a torn chunk is found after a restart",
    file: UPDATE,
    find: "while (chunk && chunk.indexOf(erased) < 0);",
    replace: "while (chunk);",
    tests: UPDATE_TESTS,
  },
];
