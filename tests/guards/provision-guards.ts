/** The guards of provisioning: what is registered, what of the old is kept, what a label tells. */
import type { Guard } from "./guard";

const PROVISION = "scripts/provision.ts";
const REQUEST = "scripts/registration-request.ts";
const TABLE = "scripts/registration-table.ts";
const LABEL = "scripts/label/label.ts";
const PAGE_URL = "scripts/label/page-url.ts";
const REGISTRATION = "broker/registry/registration.ts";
const registryTests = ["tests/broker/registry"];
const requestTests = ["tests/scripts/registration-request.test.ts"];
const tableTests = ["tests/scripts/registration-table.test.ts"];
const labelTests = ["tests/scripts/label"];
const provisionTests = ["tests/scripts/provision.test.ts"];

export const PROVISION_GUARDS: readonly Guard[] = [
  {
    promise: "provision: of a table with a bad row nothing is registered",
    file: PROVISION,
    find: "if (badCount > 0) {",
    replace: "if (registrations.length === 0) {",
    tests: provisionTests,
  },
  {
    promise: "provision: a registered cabinet is replaced only when that is asked for",
    file: PROVISION,
    find: "  demandReplaceable(known, values.replace);\n",
    replace: "",
    tests: provisionTests,
  },
  {
    promise: "provision: nothing is registered when its labels cannot be written",
    file: PROVISION,
    find: "  if (!isLabelOnly) openLabelFolder(folder);\n",
    replace: "",
    tests: provisionTests,
  },
  {
    promise: "csv: the report on a table arrives to its last row",
    file: "scripts/command-line.ts",
    find: "  await Promise.all([printed(process.stdout), printed(process.stderr)]);\n",
    replace: "",
    tests: provisionTests,
  },
  {
    promise: "csv: an id that is twice in a table is refused",
    file: TABLE,
    find: "if (earlierRow !== undefined) {",
    replace: "if (earlierRow === row) {",
    tests: tableTests,
  },
  {
    promise: "csv: a registered id is refused unless it is to be replaced",
    file: TABLE,
    find: "      demandReplaceable(before, options.isReplacing);\n",
    replace: "",
    tests: tableTests,
  },
  {
    promise: "csv: a row whose cells are shifted is refused",
    file: TABLE,
    find: "if (cells.length === header.length) return",
    replace: "if (cells.length > 0) return",
    tests: tableTests,
  },
  {
    promise: "csv: a column nobody knows is told",
    file: TABLE,
    find: "if (!(REQUEST_NAMES as readonly string[]).includes(name)) {",
    replace: "if (name === undefined) {",
    tests: tableTests,
  },
  {
    promise: "provision: a latitude or longitude that is nowhere on earth is refused",
    file: REGISTRATION,
    find: 'if (typeof value !== "number" || !(Math.abs(value) <= max)) return false;',
    replace: 'if (typeof value !== "number") return false;',
    tests: registryTests,
  },
  {
    promise: "provision: half a position is none",
    file: REGISTRATION,
    find: "if ((latitude === null) === (longitude === null)) return undefined;",
    replace: "if (latitude !== undefined) return undefined;",
    tests: registryTests,
  },
  {
    promise: "provision: an AED of another model does not inherit dates",
    file: REQUEST,
    find: "const kept = known?.aedModelId === modelId ? known : undefined;",
    replace: "const kept = known;",
    tests: requestTests,
  },
  {
    promise: "provision: a cabinet at another site does not inherit the position",
    file: REQUEST,
    find: "const kept = !isTold && known?.siteKo === siteKo ? known : undefined;",
    replace: "const kept = isTold ? undefined : known;",
    tests: requestTests,
  },
  {
    promise: "label: an address with a name or password is not printed",
    file: PAGE_URL,
    find: 'if (username !== "" || password !== "")',
    replace: "if (username === password + password)",
    tests: labelTests,
  },
  {
    promise: "label: an address with a token is not printed",
    file: PAGE_URL,
    find: 'if (search !== "" || hash !== "" || /[?#]$/.test(href)) {',
    replace: 'if (href === "") {',
    tests: labelTests,
  },
  {
    promise: "label: what looks like markup stays a text",
    file: LABEL,
    find: '(character) => ENTITIES[character] ?? ""',
    replace: "(character) => character",
    tests: labelTests,
  },
  {
    promise: "label: the code has white around it",
    file: LABEL,
    find: "border: QUIET_SQUARES",
    replace: "border: 1",
    tests: labelTests,
  },
];
