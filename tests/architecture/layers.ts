/**
 * Who may import whom: the table of the design's section 3 as data. A file belongs to the first
 * layer whose `files` matches it; it may import its own layer's `mayImport` and nothing else.
 * `node:` stands for Node's built-in modules, `npm:` for packages of the dependencies.
 */
export interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly mayImport: readonly RegExp[];
  /** A file and a file it must not import, to prove that the rule bites. */
  readonly planted: readonly [from: string, to: string];
}

const NODE = /^node:/;
const NPM = /^npm:/;
const WIRE = /^protocol\/[^/]+$/;
const WIRE_AND_HOST = /^protocol\//;

export const LAYERS: readonly Layer[] = [
  {
    name: "protocol for hosts",
    files: /^protocol\/host\//,
    mayImport: [WIRE_AND_HOST, NODE, /^npm:typebox/],
    planted: ["protocol/host/a.ts", "broker/b.ts"],
  },
  {
    name: "protocol on the device",
    files: /^protocol\//,
    mayImport: [WIRE],
    planted: ["protocol/a.ts", "protocol/host/b.ts"],
  },
  {
    name: "firmware core",
    files: /^firmware\/core\//,
    mayImport: [/^firmware\/core\//, WIRE],
    planted: ["firmware/core/a.ts", "firmware/hal/b.ts"],
  },
  {
    name: "firmware MQTT packets",
    files: /^firmware\/mqtt\/packets/,
    mayImport: [/^firmware\/mqtt\/packets/, WIRE],
    planted: ["firmware/mqtt/packets.ts", "firmware/hal/b.ts"],
  },
  {
    name: "firmware MQTT session",
    files: /^firmware\/mqtt\//,
    mayImport: [/^firmware\/(mqtt|core|hal)\//, WIRE],
    planted: ["firmware/mqtt/a.ts", "firmware/boards/b.ts"],
  },
  {
    name: "firmware hardware interfaces",
    files: /^firmware\/hal\//,
    mayImport: [/^firmware\/hal\//, WIRE],
    planted: ["firmware/hal/a.ts", "firmware/boards/b.ts"],
  },
  {
    name: "firmware boards",
    files: /^firmware\/boards\//,
    mayImport: [/^firmware\/(boards|hal)\//, WIRE],
    planted: ["firmware/boards/a.ts", "firmware/core/b.ts"],
  },
  {
    name: "firmware drivers",
    files: /^firmware\/drivers\//,
    mayImport: [/^firmware\/drivers\/aed-driver\.ts$/, /^firmware\/hal\//, WIRE],
    planted: ["firmware/drivers/a.ts", "firmware/drivers/b.ts"],
  },
  {
    name: "firmware build",
    files: /^firmware\/build\//,
    mayImport: [/^firmware\/build\//, /^firmware\/(version|boards\/pins)\.ts$/, WIRE, NODE, NPM],
    planted: ["firmware/build/a.ts", "firmware/core/b.ts"],
  },
  {
    name: "firmware loader",
    files: /^firmware\/loader\//,
    mayImport: [/^firmware\/(loader|core|hal)\//, WIRE],
    planted: ["firmware/loader/a.ts", "firmware/boards/b.ts"],
  },
  {
    name: "firmware composition",
    files: /^firmware\//,
    mayImport: [/^firmware\/(?!build\/)/, WIRE],
    planted: ["firmware/main.ts", "firmware/build/b.ts"],
  },
  {
    name: "simulator",
    files: /^simulator\//,
    mayImport: [/^simulator\//, WIRE_AND_HOST, NODE, /^npm:(yaml|fastest-levenshtein)$/],
    planted: ["simulator/a.ts", "firmware/main.ts"],
  },
  {
    name: "broker readiness",
    files: /^broker\/readiness\//,
    mayImport: [/^broker\/readiness\//, WIRE_AND_HOST],
    planted: ["broker/readiness/a.ts", "broker/store/b.ts"],
  },
  {
    name: "broker",
    files: /^broker\//,
    mayImport: [/^broker\//, WIRE_AND_HOST, NODE, NPM],
    planted: ["broker/a.ts", "simulator/b.ts"],
  },
  {
    name: "scripts",
    files: /^scripts\//,
    mayImport: [
      /^(scripts|broker|simulator|protocol)\//,
      /^firmware\/(build|drivers)\//,
      // Pins by name, for people who wire them; the device state, which a new program outdates.
      /^firmware\/(boards\/pins|core\/(boot-log|device-state|flash-area))\.ts$/,
      NODE,
      NPM,
    ],
    planted: ["scripts/a.ts", "tests/b.ts"],
  },
];
