/**
 * What the broker accepts on the wire, as TypeBox schemas with compiled validation. Strict about
 * members and types; tolerant of code words it does not know, which are read as "unknown" (see
 * `known-codes.ts`), so that a newer device is never taken for a healthy one.
 */
import { type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { COMMAND_NAMES } from "../commands";
import {
  APP_BYTES_MAX,
  CODE_LENGTH_MAX,
  COUNTER_MAX,
  DUE_S_MAX,
  DUE_S_MIN,
  IDENTIFY_S_MAX,
  NONCE_LENGTH,
  REPLY_DETAIL_LENGTH_MAX,
  REPORT_FAULTS_MAX,
} from "../limits";
import type { Command, UpdateGet } from "../messages";
import { SHA_LENGTH, type UpdateManifest } from "../update";

const EPOCH_S_MAX = 4294967295;

function strictObject<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

const counter = Type.Integer({ minimum: 1, maximum: COUNTER_MAX });
const wholeNumber = Type.Integer({ minimum: 0, maximum: COUNTER_MAX });
const epochS = Type.Integer({ minimum: 0, maximum: EPOCH_S_MAX });
const cabinetId = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$" });
const code = Type.String({ pattern: `^[a-z][a-z0-9-]{0,${CODE_LENGTH_MAX - 1}}$` });
const observed = { method: Type.Optional(code), at: Type.Optional(epochS) };

const aed = strictObject({
  present: Type.Union([Type.Boolean(), code]),
  removals: Type.Optional(wholeNumber),
  indicator: strictObject({ state: code, ...observed }),
  selfTest: strictObject({ result: code, ...observed }),
  battery: strictObject({
    state: code,
    percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    ...observed,
  }),
  pads: strictObject({ state: code, ...observed }),
});

const cabinet = strictObject({
  door: code,
  temperatureC: Type.Optional(Type.Number({ minimum: -60, maximum: 120 })),
  humidityPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  supplyMv: Type.Optional(Type.Integer({ minimum: 0, maximum: 60000 })),
  power: Type.Optional(code),
});

const node = strictObject({
  firmware: Type.String({ pattern: "^[0-9A-Za-z.+-]{1,32}$" }),
  config: wholeNumber,
  rssiDbm: Type.Optional(Type.Integer({ minimum: -128, maximum: 0 })),
  freeVars: wholeNumber,
  freeVarsMin: Type.Optional(wholeNumber),
  reset: code,
  dropped: wholeNumber,
  rejected: Type.Optional(wholeNumber),
  mode: Type.Optional(code),
});

/** A report's body; see `Report` in `../report.ts`. */
export const reportSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  boot: counter,
  seq: counter,
  at: epochS,
  clock: Type.Union([Type.Literal("synced"), Type.Literal("unsynced")]),
  upS: wholeNumber,
  why: code,
  dueS: Type.Integer({ minimum: DUE_S_MIN, maximum: DUE_S_MAX }),
  simulated: Type.Optional(Type.Literal(true)),
  aed,
  cabinet,
  node,
  faults: Type.Array(code, { maxItems: REPORT_FAULTS_MAX }),
});

/** A last will's body. */
export const willSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  boot: counter,
  n: counter,
});

/** A hello's body. */
export const helloSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  nonce: Type.String({ pattern: `^[A-Za-z0-9_-]{${NONCE_LENGTH}}$` }),
});

const sha = Type.String({ pattern: `^[0-9a-f]{${SHA_LENGTH}}$` });
const appOffset = Type.Integer({ minimum: 0, maximum: APP_BYTES_MAX });

/** A command's body, to check what is about to be sent; see `Command` in `../messages.ts`. */
export const commandSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  n: counter,
  until: epochS,
  do: Type.Union(COMMAND_NAMES.map((name) => Type.Literal(name))),
  forS: Type.Optional(Type.Integer({ minimum: 1, maximum: IDENTIFY_S_MAX })),
  settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  manifest: Type.Optional(Type.String({ minLength: 1 })),
});

/** A reply's body. */
export const replySchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  boot: counter,
  n: counter,
  result: Type.Union([Type.Literal("done"), Type.Literal("refused")]),
  reason: Type.Optional(code),
  detail: Type.Optional(Type.String({ maxLength: REPLY_DETAIL_LENGTH_MAX })),
});

/** The body of a request for a piece of an application. */
export const updateGetSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  sha,
  at: appOffset,
});

/** The body of a manifest; see `UpdateManifest` in `../update.ts`. */
export const manifestSchema = strictObject({
  v: Type.Literal(1),
  id: cabinetId,
  version: wholeNumber,
  bytes: Type.Integer({ minimum: 1, maximum: APP_BYTES_MAX }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  loader: counter,
});

/** Outcome of checking a body: the value, or the first rule it breaks in one sentence. */
export type Checked<Value> = { readonly value: Value } | { readonly problem: string };

/** Compiles a schema into a function that parses a body's text and checks it. */
function bodyReader<Value>(schema: TSchema): (body: string) => Checked<Value> {
  const validator = Compile(schema);
  return (body) => {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return { problem: "it is not JSON" };
    }
    if (validator.Check(value)) return { value: value as Value };
    const [first] = validator.Errors(value);
    const place = first?.instancePath ? first.instancePath : "the message";
    return { problem: `${place} ${first?.message ?? "does not follow the schema"}` };
  };
}

/** A report as the wire may carry it: code words are still plain text. */
export type WireReport = Type.Static<typeof reportSchema>;
export type WireWill = Type.Static<typeof willSchema>;
export type WireHello = Type.Static<typeof helloSchema>;
export type WireReply = Type.Static<typeof replySchema>;

export const readReport = bodyReader<WireReport>(reportSchema);
export const readWill = bodyReader<WireWill>(willSchema);
export const readHello = bodyReader<WireHello>(helloSchema);
export const readReply = bodyReader<WireReply>(replySchema);
export const readUpdateGet = bodyReader<UpdateGet>(updateGetSchema);
export const readManifest = bodyReader<UpdateManifest>(manifestSchema);
export const readCommand = bodyReader<Command>(commandSchema);
