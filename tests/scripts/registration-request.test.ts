/** What a person tells of a cabinet becomes its registration, or a sentence on what is wrong. */
import { expect, test } from "vitest";
import type { Registration } from "../../broker/registry/registration";
import {
  demandReplaceable,
  type RegistrationRequest,
  registrationOf,
} from "../../scripts/registration-request";
import { START_MS } from "../broker/support/test-broker";

const request = {
  id: "anyang-0042",
  site: "만안구청 1층 로비",
  place: "안내 데스크 옆",
  model: "cu-sp1",
} as const satisfies RegistrationRequest;

function registered(change: RegistrationRequest = {}, known?: Registration) {
  const context = { known, nowMs: START_MS, nameOf: (name: string) => `--${name}` };
  return registrationOf({ ...request, ...change }, context);
}

const known: Registration = {
  ...registered({ "pads-expire": "2028-01-31", lat: "37.39", lon: "126.92" }),
  latitude: 37.39,
  longitude: 126.92,
  confirmedAtMs: null,
};

test("a text serves both languages, unless one of them is told apart", () => {
  expect(registered()).toMatchObject({ siteEn: request.site, siteKo: request.site });
  expect(registered({ "site-en": "Manan-gu Office", "place-en": "lobby" })).toMatchObject({
    siteEn: "Manan-gu Office",
    siteKo: request.site,
    placeEn: "lobby",
    placeKo: request.place,
  });
});

test("what nobody tells is unknown, so that the AED does not count as ready", () => {
  expect(registered()).toMatchObject({
    timeZone: "Asia/Seoul",
    padsExpireOn: null,
    batteryExpireOn: null,
    bodyExpireOn: null,
    latitude: null,
    longitude: null,
    requiredChecks: ["presence", "indicator", "door"],
    isSimulated: false,
  });
});

test.each([
  [
    { lat: "90", lon: "-180" },
    { latitude: 90, longitude: -180 },
  ],
  [
    { lat: "-37.3943123", lon: "0" },
    { latitude: -37.3943123, longitude: 0 },
  ],
  [{ "pads-contact": "yes" }, { requiredChecks: ["presence", "indicator", "door", "pads"] }],
  [{ "pads-contact": "No" }, { requiredChecks: ["presence", "indicator", "door"] }],
  [{ "body-expire": "2033-12-31" }, { bodyExpireOn: "2033-12-31" }],
])("%j is taken", (change, expected) => {
  expect(registered(change)).toMatchObject(expected);
});

test.each<[RegistrationRequest, string]>([
  [{ id: "Anyang" }, '--id is "Anyang"; it must be 3 to 32 characters'],
  [{ site: " " }, '--site is " "; it must be a text'],
  [{ "site-en": "a\u0007" }, "--site-en is"],
  [{ "place-ko": "x".repeat(121) }, "--place-ko is"],
  [{ model: "sp-9" }, 'AED model "sp-9" is not known; it must be one of'],
  [{ lat: "137", lon: "1" }, '--lat is "137"; it must be decimal degrees from -90 to 90 with'],
  [{ lat: "90.0000001", lon: "1" }, '--lat is "90.0000001"; it must be decimal degrees'],
  [{ lat: "1", lon: "-180.5" }, '--lon is "-180.5"; it must be decimal degrees from -180 to 180'],
  [{ lat: "37.12345678", lon: "1" }, '--lat is "37.12345678"; it must be decimal degrees'],
  [{ lat: "37,39", lon: "1" }, '--lat is "37,39"; it must be decimal degrees'],
  [{ lat: "1e1", lon: "1" }, '--lat is "1e1"; it must be decimal degrees'],
  [{ lat: "37.39" }, "--lon is missing; it must be given too"],
  [{ lon: "126.92" }, "--lat is missing; it must be given too"],
  [{ "pads-expire": "2027-02-29" }, '--pads-expire is "2027-02-29"; it must be a day that exists'],
  [{ "pads-contact": "maybe" }, '--pads-contact is "maybe"; it must be yes or no'],
  [{ "time-zone": "Asia/Anyang" }, '--time-zone is "Asia/Anyang"; it must be a time zone'],
])("%j is refused", (change, sentence) => {
  expect(() => registered(change)).toThrow(sentence);
});

test.each(["id", "site", "place", "model"] as const)("a cabinet without %s is none", (name) => {
  const { [name]: _left, ...rest } = request;
  const context = { known: undefined, nowMs: START_MS, nameOf: (each: string) => `--${each}` };

  expect(() => registrationOf(rest, context)).toThrow(`--${name} is missing`);
});

test("a registration that replaces one keeps its dates and its position", () => {
  const { padsExpireOn, latitude, longitude } = registered({ place: "2층" }, known);

  expect({ padsExpireOn, latitude, longitude }).toEqual({
    padsExpireOn: "2028-01-31",
    latitude: 37.39,
    longitude: 126.92,
  });
});

test("an AED of another model does not inherit the dates of the one before", () => {
  expect(registered({ model: "cr2" }, known)).toMatchObject({ padsExpireOn: null });
});

test("a cabinet at another site does not inherit the position", () => {
  expect(registered({ site: "시청" }, known)).toMatchObject({ latitude: null, longitude: null });
});

test("half a new position is not completed with half of the old one", () => {
  expect(() => registered({ lat: "37.5" }, known)).toThrow("--lon is missing");
});

test("a registered cabinet is replaced only when that is asked for", () => {
  expect(() => demandReplaceable(known, false)).toThrow(/is registered already, at .*--replace/);
  expect(() => demandReplaceable(known, true)).not.toThrow();
  expect(() => demandReplaceable(undefined, false)).not.toThrow();
});
