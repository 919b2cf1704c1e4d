/**
 * A verdict as JUnit XML, as CI systems read it: one test suite, one test case per check. Texts
 * come from devices; the XML stays well-formed whatever they are.
 */
import { escapeXml } from "./escape";
import { cabinetNames, isFailedWithoutCheck, judgement, violationTotal } from "./judgement";
import type { Verdict, VerdictCheck } from "./verdict";
import { koreanTime, plural } from "./words";

/** Of one check; CI systems show them all at once. */
const VIOLATIONS_MAX = 50;

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, content = ""): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(String(value))}"`,
  );
  return content === ""
    ? `<${name}${pairs.join("")}/>\n`
    : `<${name}${pairs.join("")}>${content}</${name}>\n`;
}

function failureText(verdict: Verdict, check: VerdictCheck): string {
  const names = cabinetNames(verdict);
  const lines = check.violations.slice(0, VIOLATIONS_MAX).map((violation) => {
    const { atMs, cabinetId, sentence } = violation;
    const name = cabinetId === undefined ? undefined : names.get(cabinetId);
    const where = cabinetId === undefined ? "" : ` ${name ?? "cabinet"} (${cabinetId}):`;
    return `${koreanTime(verdict.startMs + atMs)}${where} ${sentence}`;
  });
  const more = violationTotal(check) - lines.length;
  if (more > 0) lines.push(`and ${plural(more, "more violation")}`);
  return [check.promise, ...lines, `Again: ${verdict.replay}`].map(escapeXml).join("\n");
}

function testCase(verdict: Verdict, check: VerdictCheck): string {
  const attributes = { classname: `simulator.${verdict.scenario}`, name: check.name, time: 0 };
  const found = judgement(check);
  if (found === "met") return element("testcase", attributes);
  if (found === "not judged") {
    return element("testcase", attributes, element("skipped", { message: "never judged" }));
  }
  const count = violationTotal(check);
  const message = check.violations[0]?.sentence ?? check.promise;
  const failure = element(
    "failure",
    { type: check.name, message: count > 1 ? `${message} (and ${count - 1} more)` : message },
    failureText(verdict, check),
  );
  return element("testcase", attributes, failure);
}

/** The case that keeps a run that broke off from looking well because no check complains. */
function runCase(verdict: Verdict): string {
  const attributes = { classname: `simulator.${verdict.scenario}`, name: "run", time: 0 };
  const message = "the run did not pass, though no check was violated";
  const content = escapeXml(`Again: ${verdict.replay}`);
  return element("testcase", attributes, element("failure", { type: "run", message }, content));
}

/** A whole XML document. Checks that never judged anything are skipped, not passed. */
export function junitXml(verdict: Verdict): string {
  const cases = verdict.checks.map((check) => testCase(verdict, check));
  if (isFailedWithoutCheck(verdict)) cases.push(runCase(verdict));
  const found = verdict.checks.map(judgement);
  const violated = found.filter((one) => one === "violated").length;
  const properties = Object.entries({
    seed: verdict.seed,
    pace: verdict.pace,
    cabinets: verdict.cabinetCount,
    durationMs: verdict.durationMs,
    traceHash: verdict.traceHash,
    replay: verdict.replay,
    ...verdict.counts,
  }).map(([name, value]) => element("property", { name, value }));
  const suite = element(
    "testsuite",
    {
      name: verdict.scenario,
      tests: cases.length,
      failures: violated + (isFailedWithoutCheck(verdict) ? 1 : 0),
      errors: 0,
      skipped: found.filter((one) => one === "not judged").length,
      time: verdict.tookMs / 1000,
      timestamp: new Date(verdict.startMs).toISOString().slice(0, 19),
    },
    `\n${element("properties", {}, `\n${properties.join("")}`)}${cases.join("")}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suite}`;
}
