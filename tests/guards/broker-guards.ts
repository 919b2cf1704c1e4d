/** The guards of the way into the broker: who may speak, what is taken in, what is acknowledged. */
import type { Guard } from "./guard";

const READ = "broker/ingest/read-message.ts";
const INGEST = "broker/ingest/ingest.ts";
const COMMITS = "broker/ingest/commit-queue.ts";
const LOGIN = "broker/auth/login.ts";
const LOGINS = "broker/ingest/logins.ts";
const GATE = "broker/mqtt/device-gate.ts";
const CONNECT = "broker/mqtt/connect-rules.ts";
const CABINETS = "broker/ingest/cabinets.ts";
const damageTests = ["tests/broker/store"];
const REGISTRATION = "broker/registry/registration.ts";
const ingestTests = ["tests/broker/ingest"];
const gateTests = ["tests/broker/mqtt", "tests/broker/ingest"];
const loginTests = ["tests/broker/auth", "tests/broker/mqtt"];

export const BROKER_GUARDS: readonly Guard[] = [
  {
    promise: "a forged message is refused",
    file: READ,
    find: 'if (!isAuthentic(topic, frame, authenticate)) return { refusal: "forged" };',
    replace: "",
    tests: ingestTests,
  },
  {
    promise: "a message over its limit is refused",
    file: READ,
    find: "if (payload.length > (kind ? BYTES_MAX[kind] : BYTES_MAX_OF_ANY))",
    replace: "if (payload.length > 1e9)",
    tests: ingestTests,
  },
  {
    promise: "bytes that are no printable ASCII are refused",
    file: READ,
    find: 'if (!PRINTABLE_ASCII.test(text)) return { refusal: "not-ascii" };',
    replace: "",
    tests: ingestTests,
  },
  {
    promise: "a message that breaks the schema is refused",
    file: READ,
    find: 'if ("problem" in checked) return { refusal: "malformed" };',
    replace: 'if ("problem" in checked) return { message: messageOf({} as never) };',
    tests: ingestTests,
  },
  {
    promise: "a message about another cabinet is refused",
    file: READ,
    find: 'if (checked.value.id !== id) return { refusal: "wrong-id" };',
    replace: "",
    tests: ingestTests,
  },
  {
    promise: "unknown words of a report are read as unknown",
    file: READ,
    find: "report: withKnownCodes(report)",
    replace: "report: report as never",
    tests: ["tests/broker"],
  },
  {
    promise: "a report that is not newer is no news",
    file: INGEST,
    find: "if (before && !isNewer(report, before))",
    replace: "if (before && isNewer(before, before))",
    tests: ingestTests,
  },
  {
    promise: "a repetition with other bytes is refused",
    file: INGEST,
    find: "if (stored.body !== frame.body || !isEqualConstantTime(stored.mac, frame.mac)) {",
    replace: "if (stored.body === undefined) {",
    tests: ingestTests,
  },
  {
    promise: "only reports at QoS 1 and not retained are taken in",
    file: INGEST,
    find: "if (publication.qos !== 1 || publication.retain)",
    replace: "if (publication.qos > 2)",
    tests: gateTests,
  },
  {
    promise: "a report is on disk before it is acknowledged",
    file: INGEST,
    find: "await commits.add({ report: stored, facts: sealed, ...staged.change });",
    replace: "void commits.add({ report: stored, facts: sealed, ...staged.change });",
    tests: ingestTests,
  },
  {
    promise: "a commit that failed acknowledges nothing",
    file: COMMITS,
    find: "      this.options.onFailure(error);\n      return;",
    replace: "      this.options.onFailure(error);",
    tests: ingestTests,
  },
  {
    promise: "a will of another connection means nothing",
    file: INGEST,
    find: "if (will.boot !== link.boot || will.n !== link.n) return",
    replace: "if (will.boot === 0) return",
    tests: ["tests/broker"],
  },
  {
    promise: "a refused message gets no acknowledgement",
    file: GATE,
    find: 'done(new Error("publication refused"));\n      dropQuietly(packet);',
    replace: 'done(new Error("publication refused"));',
    tests: gateTests,
  },
  {
    promise: "a forgery closes the link",
    file: GATE,
    find: "if (outcome.closesLink)",
    replace: "if (outcome.kind === undefined)",
    tests: gateTests,
  },
  {
    promise: "a password that was used before is refused",
    file: LOGIN,
    find: "if (newest && attempt.boot === newest.boot && attempt.n <= newest.n) return",
    replace: "if (attempt.n < 0) return",
    tests: loginTests,
  },
  {
    promise: "a password of an earlier boot is refused",
    file: LOGIN,
    find: 'if (newest && attempt.boot < newest.boot) return { kind: "replayed" };',
    replace: "",
    tests: loginTests,
  },
  {
    promise: "a password without the key is refused",
    file: LOGIN,
    find: "if (!parts || !isAuthentic || !isInRange || !claim.isRegistered)",
    replace: "if (!parts || !isInRange || !claim.isRegistered)",
    tests: loginTests,
  },
  {
    promise: "a name that is not registered is refused",
    file: LOGIN,
    find: "if (!parts || !isAuthentic || !isInRange || !claim.isRegistered)",
    replace: "if (!parts || !isAuthentic || !isInRange)",
    tests: loginTests,
  },
  {
    promise: "a used password is on disk before the login is answered",
    file: LOGINS,
    find: 'await commits.add({ attempt: sealer.seal("attempt", id, { boot, n }) });',
    replace: "",
    tests: ["tests/broker"],
  },
  {
    promise: "sessions are clean and speak MQTT 3.1.1",
    file: CONNECT,
    find: "if (request.protocolVersion !== MQTT_3_1_1 || request.clean !== true) return false;",
    replace: "",
    tests: gateTests,
  },
  {
    promise: "a keep-alive that would hide silence is refused",
    file: CONNECT,
    find: "if (keepalive < KEEP_ALIVE_S_MIN || keepalive > KEEP_ALIVE_S_MAX) return false;",
    replace: "",
    tests: gateTests,
  },
  {
    promise: "a will may be a sensor's own only",
    file: CONNECT,
    find: "return !will || isOwnWill(clientId, will);",
    replace: "return true;",
    tests: gateTests,
  },
  {
    promise: "a report that changed on disk is no evidence",
    file: CABINETS,
    find: "if (!isAuthentic(topic, { body, mac }, this.options.keys.of(id))) return undefined;",
    replace: "",
    tests: damageTests,
  },
  {
    promise: "facts that do not belong to the newest report are no evidence",
    file: CABINETS,
    find: "return !facts || facts.boot !== newest?.boot || facts.seq !== newest.seq;",
    replace: "return false;",
    tests: damageTests,
  },
  {
    promise: "an AED whose absence damaged rows may hide has to be confirmed",
    file: CABINETS,
    find: "return facts && { ...facts, returnedAtMs: startedAtMs };",
    replace: "return facts;",
    tests: damageTests,
  },
  {
    promise: "an AED of which nothing sound is stored has to be confirmed",
    file: CABINETS,
    find: "const isUnbound = before.isDamaged && !before.facts;",
    replace: "const isUnbound = false;",
    tests: damageTests,
  },
  {
    promise: "nothing is ready before its sensor has reported to this broker",
    file: CABINETS,
    find: "cabinet.isFromEarlierRun = true;",
    replace: "",
    tests: ingestTests,
  },
  {
    promise: "a cabinet whose stored evidence is damaged is unknown",
    file: CABINETS,
    find: "isDamaged: evidence.isDamaged || !cabinet.registration,",
    replace: "isDamaged: false,",
    tests: damageTests,
  },
  {
    promise: "expiry dates that do not exist are refused",
    file: REGISTRATION,
    find: "if (!isCalendarDate(value)) return false;",
    replace: 'if (typeof value !== "string") return false;',
    tests: ["tests/broker/registry"],
  },
];
