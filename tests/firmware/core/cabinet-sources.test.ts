/** Several sources that see the same check: bad wins, and every value names who saw it. */
import { describe, expect, test } from "vitest";
import {
  asTold,
  type CabinetEvent,
  type CabinetState,
  causeOf,
  faultsOf,
  unobserved,
  withEvent,
} from "../../../firmware/core/cabinet";
import type { BatteryState, IndicatorState, PadsState } from "../../../protocol/report";

type Kind<Name> = Extract<CabinetEvent, { kind: Name }>;

const light: Kind<"indicator"> = {
  kind: "indicator",
  indicator: "ready",
  battery: "ok",
  method: "status-light",
  confirmedS: 50,
};
const port: Kind<"serial"> = {
  kind: "serial",
  indicator: "ready",
  battery: "ok",
  percent: 97,
  pads: "ok",
  selfTest: "pass",
  selfTestS: -3600,
  confirmedS: 45,
  isLapsed: false,
};
const silentPort: Kind<"serial"> = {
  kind: "serial",
  indicator: "unknown",
  battery: "unknown",
  percent: undefined,
  pads: "unknown",
  selfTest: "unknown",
  selfTestS: undefined,
  confirmedS: undefined,
  isLapsed: true,
};
const climate: Kind<"climate"> = {
  kind: "climate",
  temperatureC: 21.5,
  humidityPercent: 40,
  isProven: true,
};
const unprovenClimate: Kind<"climate"> = {
  kind: "climate",
  temperatureC: undefined,
  humidityPercent: undefined,
  isProven: false,
};
const supply: Kind<"supply"> = { kind: "supply", supplyMv: 4980, state: "ok" };
const chirp: CabinetEvent = { kind: "chirp", isHeard: true };
const taken: CabinetEvent = { kind: "presence", present: false };
const returned: CabinetEvent = { kind: "presence", present: true };

function cabinetAfter(...events: readonly CabinetEvent[]): CabinetState {
  return [returned, ...events].reduce<CabinetState>(withEvent, unobserved(0));
}
const all = cabinetAfter({ kind: "pads", pads: "ok" }, light, port, climate, supply);

describe("one check, two sources", () => {
  test.each<[IndicatorState, IndicatorState, IndicatorState, string | undefined]>([
    ["ready", "ready", "ready", "status-light"],
    ["ready", "fault", "fault", "serial-status"],
    ["dark", "ready", "dark", "status-light"],
    ["dark", "fault", "fault", "serial-status"],
    ["fault", "ready", "fault", "status-light"],
    ["unknown", "ready", "unknown", "status-light"],
    ["ready", "unknown", "unknown", "serial-status"],
    ["unknown", "not-sensed", "unknown", "status-light"],
    ["not-sensed", "unknown", "unknown", "serial-status"],
    ["not-sensed", "not-sensed", "not-sensed", undefined],
  ])("indicator: light %s and port %s make %s", (byLight, byPort, told, method) => {
    const state = cabinetAfter({ ...light, indicator: byLight }, { ...port, indicator: byPort });

    expect(asTold(state)).toMatchObject({ indicator: told, indicatorMethod: method });
  });

  test.each<[BatteryState, BatteryState, BatteryState, string | undefined]>([
    ["ok", "ok", "ok", "status-light"],
    ["ok", "low", "low", "serial-status"],
    ["low", "ok", "low", "status-light"],
    ["low", "replace", "replace", "serial-status"],
    ["unknown", "ok", "unknown", "status-light"],
    ["not-sensed", "ok", "ok", "serial-status"],
    ["unknown", "unknown", "unknown", "status-light"],
  ])("battery: light %s and port %s make %s", (byLight, byPort, told, method) => {
    const state = cabinetAfter({ ...light, battery: byLight }, { ...port, battery: byPort });

    expect(asTold(state)).toMatchObject({ battery: told, batteryMethod: method });
  });

  test.each<[PadsState, PadsState, PadsState, string | undefined]>([
    ["ok", "ok", "ok", "contact"],
    ["ok", "disconnected", "disconnected", "serial-status"],
    ["disconnected", "ok", "disconnected", "contact"],
    ["unknown", "ok", "unknown", "contact"],
    ["unknown", "not-sensed", "unknown", "contact"],
  ])("pads: contact %s and port %s make %s", (byContact, byPort, told, method) => {
    const state = cabinetAfter({ kind: "pads", pads: byContact }, { ...port, pads: byPort });

    expect(asTold(state)).toMatchObject({ pads: told, padsMethod: method });
  });

  test("each tells when it was confirmed by its own source", () => {
    expect(asTold(all).confirmedS).toBe(50);
    expect(asTold(withEvent(all, { ...port, indicator: "fault" })).confirmedS).toBe(45);
  });

  test("the percent is told with the state it belongs to", () => {
    expect(asTold(all).percent).toBe(97);
    expect(asTold(withEvent(all, { ...light, battery: "low" })).percent).toBeUndefined();
  });

  test("what only the port says ends with its evidence", () => {
    const state = withEvent(cabinetAfter(port), silentPort);

    expect(asTold(state)).toMatchObject({
      indicator: "unknown",
      battery: "unknown",
      pads: "unknown",
      selfTest: "unknown",
      selfTestS: undefined,
      percent: undefined,
    });
  });
});

describe("a change", () => {
  test.each<[string, CabinetEvent, string | undefined]>([
    ["of the battery by the port", { ...port, battery: "low" }, "aed-changed"],
    ["of the pads by the port", { ...port, pads: "disconnected" }, "aed-changed"],
    ["of the self-test", { ...port, selfTest: "fail" }, "aed-changed"],
    ["of the indicator by the port", { ...port, indicator: "fault" }, "indicator-changed"],
    ["a chirp", chirp, "aed-changed"],
    ["of the percent", { ...port, percent: 96 }, undefined],
    ["of the self-test's time", { ...port, selfTestS: 40 }, undefined],
    ["of the temperature", { ...climate, temperatureC: 60 }, undefined],
    ["of the humidity", { ...climate, humidityPercent: 99 }, undefined],
    ["of the supply's voltage", { ...supply, supplyMv: 4600 }, undefined],
    ["unproven climate", unprovenClimate, "fault-changed"],
    ["low supply", { ...supply, state: "low" }, "fault-changed"],
    ["unproven supply", { kind: "supply", supplyMv: undefined, state: "unknown" }, "fault-changed"],
  ])("%s", (_name, event, cause) => {
    expect(causeOf(all, withEvent(all, event))).toBe(cause);
  });

  test("back to what the other source saw has the cause of the source that changed", () => {
    const loose = withEvent(all, { ...port, pads: "disconnected" });
    const weak = withEvent(all, { ...port, battery: "low" });

    expect([causeOf(loose, all), causeOf(weak, all)]).toEqual(["aed-changed", "aed-changed"]);
  });

  test("a port that falls silent is a fault when nothing else changes", () => {
    const unheard = withEvent(all, { ...silentPort, isLapsed: false });
    const stillUnheard = withEvent(unheard, silentPort);

    expect(causeOf(unheard, stillUnheard)).toBe("fault-changed");
  });

  test("the pads that the contact saw keep their own causes", () => {
    const bare = cabinetAfter({ kind: "pads", pads: "ok" }, light);
    const loose = withEvent(bare, { kind: "pads", pads: "disconnected" });

    expect([causeOf(bare, loose), causeOf(loose, bare)]).toEqual([
      "pads-disconnected",
      "pads-connected",
    ]);
  });
});

describe("faults", () => {
  const bad = [
    chirp,
    silentPort,
    unprovenClimate,
    { kind: "supply", supplyMv: 4000, state: "low" },
  ] satisfies CabinetEvent[];

  test("there are none in a healthy cabinet, nor where nothing is sensed", () => {
    expect([faultsOf(all), faultsOf(unobserved(0))]).toEqual([[], []]);
  });

  test("come from the findings, bad evidence first", () => {
    expect(faultsOf(bad.reduce<CabinetState>(withEvent, all))).toEqual([
      "service-chirp-heard",
      "supply-low",
      "serial-unproven",
      "climate-unproven",
    ]);
  });

  test("of the supply are one at a time", () => {
    const unread: CabinetEvent = { kind: "supply", supplyMv: undefined, state: "unknown" };

    expect(faultsOf(withEvent(all, unread))).toEqual(["supply-unproven"]);
  });

  test("a chirp makes no statement about the battery", () => {
    expect(asTold(withEvent(all, chirp)).battery).toBe("ok");
  });
});

describe("an AED that is away", () => {
  test("has no values of before, no chirp and no silent port", () => {
    const heard = withEvent(withEvent(withEvent(all, taken), chirp), silentPort);

    expect(asTold(heard)).toMatchObject({
      indicator: "unknown",
      battery: "unknown",
      percent: undefined,
      pads: "unknown",
      selfTest: "unknown",
      selfTestS: undefined,
      isChirping: false,
    });
    expect(faultsOf(heard)).toEqual([]);
  });

  test("leaves nothing behind that the port alone had told", () => {
    const before = cabinetAfter(port);
    expect(asTold(before)).toMatchObject({ indicator: "ready", battery: "ok", selfTest: "pass" });

    const next = withEvent(withEvent(before, taken), returned);

    const nothing = { indicator: "unknown", battery: "unknown", selfTest: "unknown" };
    expect(asTold(next)).toMatchObject(nothing);
  });

  test("leaves nothing behind for the one that comes", () => {
    const next = withEvent(withEvent(withEvent(all, chirp), taken), returned);

    expect(asTold(next)).toMatchObject({
      indicator: "unknown",
      battery: "unknown",
      percent: undefined,
      confirmedS: undefined,
      selfTest: "unknown",
      selfTestS: undefined,
      isChirping: false,
    });
    expect(faultsOf(next)).toEqual([]);
  });

  test("does not change climate and supply", () => {
    expect(withEvent(all, taken)).toMatchObject({ temperatureC: 21.5, supplyMv: 4980 });
  });
});
