/** The registry: what may be registered and recorded, and how a running broker hears of it. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Cabinets } from "../../../broker/ingest/cabinets";
import type { NewRegistration } from "../../../broker/registry/registration";
import { openRegistration, openRegistry } from "../../../broker/registry/registry";
import { createSealer } from "../../../broker/store/seal";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, temporaryFolder } from "../support/test-broker";

const id = "gym-north";

describe("registering", () => {
  test.each<[string, Partial<NewRegistration>, string]>([
    ["an id with capitals", { id: "Gym" }, 'id is "Gym"'],
    ["no site", { siteKo: " " }, 'siteKo is " "'],
    ["a control character", { placeEn: "lobby\u001b[2J" }, "placeEn"],
    ["a zone nobody knows", { timeZone: "Asia/Anyang" }, 'timeZone is "Asia/Anyang"'],
    [
      "29 February of an ordinary year",
      { padsExpireOn: "2027-02-29" },
      'padsExpireOn is "2027-02-29"',
    ],
    ["a date in another form", { bodyExpireOn: "31.12.2030" }, 'bodyExpireOn is "31.12.2030"'],
    [
      "a year mistyped far ahead",
      { batteryExpireOn: "2062-01-31" },
      'batteryExpireOn is "2062-01-31"',
    ],
    [
      "a check that does not exist",
      { requiredChecks: ["presence", "indicator", "smell" as never] },
      "smell",
    ],
    [
      "no presence required",
      { requiredChecks: ["indicator"] },
      "with at least presence and indicator",
    ],
    ["a latitude beyond the pole", { latitude: 137, longitude: 126 }, "latitude is 137"],
    ["a longitude beyond the date line", { latitude: 37, longitude: -180.1 }, "longitude is -180"],
    ["finer than a centimetre", { latitude: 37.12345678, longitude: 1 }, "with at most 7 decimals"],
    ["a latitude alone", { latitude: 37.39 }, "longitude is missing"],
    ["a longitude alone", { latitude: null, longitude: 126.92 }, "latitude is missing"],
    ["a latitude as text", { latitude: "37.39" as never, longitude: 1 }, 'latitude is "37.39"'],
    ["a member nobody knows", { confirmedAtMs: 1 } as never, "confirmedAtMs"],
  ])("%s is refused by name, and nothing changes", async (_name, change, sentence) => {
    const registry = await openRegistry(temporaryFolder());

    const registering = registry.register(
      [registrationOf("gym-south"), registrationOf(id, change)],
      START_MS,
    );

    await expect(registering).rejects.toMatchObject({
      code: "REGISTRATION_INVALID",
      message: expect.stringContaining(sentence),
    });
    expect(await registry.list()).toEqual([]);
    await registry.close();
  });

  test("a date exactly ten years ahead is the last that is believed", async () => {
    const registry = await openRegistry(temporaryFolder());

    await registry.register([registrationOf(id, { bodyExpireOn: "2036-11-24" })], START_MS);
    const beyond = registry.register(
      [registrationOf(id, { bodyExpireOn: "2036-11-25" })],
      START_MS,
    );

    await expect(beyond).rejects.toMatchObject({ code: "REGISTRATION_INVALID" });
    await registry.close();
  });

  test("registering again replaces everything but the confirmation", async () => {
    const registry = await openRegistry(temporaryFolder());
    await registry.register([registrationOf(id)], START_MS);
    await registry.recordAct({ cabinetId: id, kind: "aed-confirmed" }, START_MS + 5);

    await registry.register([registrationOf(id, { placeEn: "hall" })], START_MS + 9);

    expect(await registry.get(id)).toMatchObject({ placeEn: "hall", confirmedAtMs: START_MS + 5 });
    await registry.close();
  });
});

describe("the position", () => {
  test("is kept as given, and is unknown when it is not", async () => {
    const registry = await openRegistry(temporaryFolder());
    const position = { latitude: 37.3943123, longitude: -126.9 };

    await registry.register([registrationOf("a-1", position), registrationOf("a-2")], START_MS);

    expect(await registry.list()).toMatchObject([position, { latitude: null, longitude: null }]);
    await registry.close();
  });

  test("of a registration from before there were positions is unknown", () => {
    const before = { ...registrationOf(id), confirmedAtMs: 5 };
    const sealer = createSealer(Buffer.alloc(32, 7));
    const sealed = sealer.seal("registration", id, before);

    expect(openRegistration({ ...sealed, revision: 1 }, sealer)).toEqual({
      ...before,
      latitude: null,
      longitude: null,
    });
  });
});

describe("acts of a technician", () => {
  test.each([
    ["pads-replaced", "2029-05-31", { padsExpireOn: "2029-05-31" }],
    ["pads-date-recorded", "2029-05-31", { padsExpireOn: "2029-05-31" }],
    ["battery-replaced", "2030-05-31", { batteryExpireOn: "2030-05-31" }],
    ["pads-date-recorded", "2026-11-23", { padsExpireOn: "2026-11-23" }],
    ["pads-replaced", "2026-11-24", { padsExpireOn: "2026-11-24" }],
    ["aed-confirmed", undefined, { confirmedAtMs: START_MS }],
  ] as const)("%s with date %s", async (kind, date, expected) => {
    const registry = await openRegistry(temporaryFolder());
    await registry.register([registrationOf(id)], START_MS);

    const act = { cabinetId: id, kind, ...(date && { date }) };
    expect(await registry.recordAct(act, START_MS)).toMatchObject(expected);

    expect(await registry.get(id)).toMatchObject(expected);
    await registry.close();
  });

  test.each([
    [
      "a cabinet nobody registered",
      { cabinetId: "nowhere", kind: "aed-confirmed" },
      "CABINET_UNKNOWN",
    ],
    ["an act that does not exist", { cabinetId: id, kind: "dusted" }, "ACT_INVALID"],
    [
      "a date that does not exist",
      { cabinetId: id, kind: "pads-replaced", date: "2027-02-30" },
      "ACT_INVALID",
    ],
    [
      "a date far ahead",
      { cabinetId: id, kind: "battery-replaced", date: "2126-01-01" },
      "ACT_INVALID",
    ],
    [
      "replaced pads without the last good day",
      { cabinetId: id, kind: "pads-replaced" },
      "ACT_INVALID",
    ],
    [
      "a replaced battery without the last good day",
      { cabinetId: id, kind: "battery-replaced" },
      "ACT_INVALID",
    ],
    [
      "replaced pads whose last good day is over",
      { cabinetId: id, kind: "pads-replaced", date: "2026-11-23" },
      "ACT_INVALID",
    ],
    ["no date to record", { cabinetId: id, kind: "pads-date-recorded" }, "ACT_INVALID"],
    [
      "a date for a confirmation",
      { cabinetId: id, kind: "aed-confirmed", date: "2027-01-01" },
      "ACT_INVALID",
    ],
  ])("%s is refused", async (_name, act, code) => {
    const registry = await openRegistry(temporaryFolder());
    await registry.register([registrationOf(id)], START_MS);
    const before = await registry.get(id);

    await expect(registry.recordAct(act as never, START_MS)).rejects.toMatchObject({ code });

    expect(await registry.get(id)).toEqual(before);
    await registry.close();
  });
});

describe("many acts at once", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("are each taken in once, by few looks at the registry", async () => {
    const { broker } = await startTestBroker();
    const ids = Array.from({ length: 200 }, (_, index) => `gym-${index}`);
    await broker.registry.register(
      ids.map((each) => registrationOf(each)),
      START_MS,
    );
    const looks = vi.spyOn(Cabinets.prototype, "reload");

    const act = { kind: "pads-date-recorded", date: "2029-05-31" } as const;
    await Promise.all(
      ids.map((cabinetId) => broker.registry.recordAct({ cabinetId, ...act }, START_MS)),
    );

    const taken = await Promise.all(looks.mock.results.map(({ value }) => value));
    expect(taken.flat().sort()).toEqual([...ids].sort());
    expect(looks.mock.calls.length).toBeLessThanOrEqual(3);
  });
});

describe("another program that writes the registry", () => {
  test("is heard by the running broker within a second", async () => {
    const { folder, clock, statusOf, broker } = await startTestBroker();
    const beside = await openRegistry(folder);

    await beside.register([registrationOf(id)], START_MS);
    await clock.advance(1_000);

    expect(await statusOf(id)).toBe("unknown never-seen");
    expect(broker.summary()).toEqual({ ready: 0, action: 0, unknown: 1 });
    await beside.close();
  });

  test("new pads make an AED ready, a date that passed makes it not", async () => {
    const { folder, broker, clock, device, now, statusOf } = await startTestBroker();
    await broker.registry.register([registrationOf(id, { padsExpireOn: "2026-11-23" })], START_MS);
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));
    expect(await statusOf(id)).toBe("action pads-expired");

    const beside = await openRegistry(folder);
    await beside.recordAct({ cabinetId: id, kind: "pads-replaced", date: "2028-01-01" }, START_MS);
    await clock.advance(1_000);

    expect(await statusOf(id)).toBe("ready");
    await beside.close();
  });

  test("puts each act into the log once, also one recorded while no broker ran", async () => {
    const first = await startTestBroker();
    const { folder, clock } = first;
    await first.broker.registry.register([registrationOf(id)], START_MS);
    const beside = await openRegistry(folder);
    await beside.recordAct({ cabinetId: id, kind: "pads-replaced", date: "2028-02-29" }, START_MS);
    await clock.advance(1_000);
    expect(first.lines.at(-1)).toContain(
      "INFO   North gym (lobby) [gym-north] – Recorded: the pads were replaced; the new ones are " +
        "good until 2028-02-29.",
    );
    await first.broker.close();
    await beside.recordAct({ cabinetId: id, kind: "aed-confirmed" }, START_MS);
    await (await startTestBroker({ folder, clock })).broker.close();

    const last = await startTestBroker({ folder, clock });

    expect(await last.logged()).toEqual([
      `${id} act-recorded pads-replaced`,
      `${id} act-recorded aed-confirmed`,
    ]);
    await beside.close();
  });

  test("gives the keys that the broker believes", async () => {
    const { folder, broker } = await startTestBroker();
    const beside = await openRegistry(folder);

    expect(beside.deviceKeyHex(id)).toBe(broker.registry.deviceKeyHex(id));
    expect(beside.deviceKeyHex(id)).toMatch(/^[0-9a-f]{64}$/);
    expect(beside.deviceKeyHex("gym-south")).not.toBe(beside.deviceKeyHex(id));
    await beside.close();
  });

  test("knows from which boot on a new sensor of the cabinet is believed", async () => {
    const { broker, device } = await startTestBroker();
    await broker.registry.register([registrationOf(id)], START_MS);
    expect(await broker.registry.nextBoot(id)).toBe(1);

    await device(id, { boot: 17, n: 3 });

    expect(await broker.registry.nextBoot(id)).toBe(18);
  });
});
