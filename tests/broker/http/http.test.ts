/** The HTTP interface: answers computed when asked, for this machine only. */
import { expect, test } from "vitest";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";

async function startThree() {
  const started = await startTestBroker();
  const ids = ["a-ready", "b-action", "c-unknown"];
  await started.broker.registry.register(
    ids.map((id) => registrationOf(id)),
    START_MS,
  );
  const ready = await started.device("a-ready");
  await ready.report(sampleReport(started.now(), { id: "a-ready" }));
  const action = await started.device("b-action");
  const door = { cabinet: { door: "open" } } as const;
  await action.report(sampleReport(started.now(), { id: "b-action", ...door }));
  return started;
}

test("the summary counts every registered cabinet and says how long it holds", async () => {
  const { get, now } = await startThree();

  expect((await get("/api/summary")).body).toEqual({
    evaluatedAt: now(),
    validUntil: now() + 120,
    ready: 1,
    action: 1,
    unknown: 1,
    total: 3,
  });
});

test("cabinets come worst first, each with reasons and next step", async () => {
  const { get } = await startThree();

  const { body } = await get("/api/cabinets");

  expect(body.cabinets).toMatchObject([
    { id: "b-action", status: "action", nextStep: { en: expect.stringContaining("Ask on site") } },
    { id: "c-unknown", status: "unknown", reasons: [{ code: "never-seen" }], reportedAt: null },
    { id: "a-ready", status: "ready", reasons: [], nextStep: null },
  ]);
});

test("one cabinet shows the evidence of each check and what was last reported", async () => {
  const { get, now } = await startThree();

  const { body } = await get("/api/cabinets/b-action");

  expect(body).toMatchObject({
    status: "action",
    evidence: {
      door: { value: "open", method: "contact", bad: { code: "door-open", sinceAt: now() } },
      indicator: { value: "ready", method: "status-light", at: now(), bad: null },
    },
    registration: { padsExpireOn: "2028-01-31" },
    latestReport: { seq: 1, cabinet: { door: "open" } },
    counters: { accepted: 1 },
  });
});

test("a cabinet shows where it stands, once somebody has told", async () => {
  const { broker, get } = await startTestBroker();
  const position = { latitude: 37.39, longitude: 126.92 };
  await broker.registry.register(
    [registrationOf("a-told", position), registrationOf("b-untold")],
    START_MS,
  );

  const { body } = await get("/api/cabinets");

  expect(body.cabinets).toMatchObject([
    { id: "a-told", position },
    { id: "b-untold", position: null },
  ]);
});

test("answers must not be kept, and health tells how the store is", async () => {
  const { broker, get } = await startThree();

  const response = await fetch(`http://127.0.0.1:${broker.httpPort}/api/summary`);

  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await get("/health")).toMatchObject({
    code: 200,
    body: { ok: true, store: "ok", waiting: 0, lagMs: 0, counters: { reports: 2, logins: 2 } },
  });
});

test.each([
  ["/api/cabinets/nowhere", 'Cabinet "nowhere" is not registered'],
  ["/", "There is nothing here; ask for one of /api/summary"],
])("%s is a clear 404", async (path, sentence) => {
  const { get } = await startTestBroker();

  const { code, body } = await get(path);

  expect(code).toBe(404);
  expect(body.error).toContain(sentence);
});
