/**
 * A verdict as one HTML page that needs nothing else: no network, no fonts, no files beside it.
 * Its policy allows its own style and script by their hashes and nothing more, so that no text of
 * a device could act even if it were not escaped.
 */
import { createHash } from "node:crypto";
import { escapeHtml, jsonInPage } from "./escape";
import { eventScript } from "./event-script";
import { histogramFigure } from "./histogram";
import {
  cabinetNames,
  checksText,
  isFailedWithoutCheck,
  judgement,
  violationTotal,
  worstFirst,
} from "./judgement";
import { type PageData, pageData } from "./page-data";
import { pageScript } from "./page-script";
import { pageStyle } from "./page-style";
import { timelineScript } from "./timeline-script";
import type { Verdict, VerdictCheck } from "./verdict";
import { countText, durationText, koreanTime, plural } from "./words";

const VIOLATIONS_OPEN = 10;
/** Of one check; the JSON has all. */
const VIOLATIONS_MAX = 50;
/** With more checks than this, those that are well fold away. */
const CHECKS_OPEN = 12;
const SIGNS = { met: "✓", violated: "✗", "not judged": "–" } as const;

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function header(verdict: Verdict): string {
  const facts = [
    ["Seed", String(verdict.seed)],
    ["Pace", `${verdict.pace} time`],
    ["Cabinets", countText(verdict.cabinetCount)],
    ["Lasted", durationText(verdict.durationMs)],
    ["Took", durationText(verdict.tookMs)],
    ["Began", `${koreanTime(verdict.startMs).slice(0, 16)} KST`],
    ["Trace", verdict.traceHash === "" ? "–" : verdict.traceHash.slice(0, 12)],
  ] as const;
  const state = verdict.isPassed ? "passed" : "failed";
  const violations = verdict.checks.reduce((sum, check) => sum + violationTotal(check), 0);
  const counts = checksText(verdict.checks);
  const summary = verdict.isPassed ? counts : `${plural(violations, "violation")}, ${counts}`;
  return `<header class="${state}"><div class="wide">
<p class="badge"><span aria-hidden="true">${verdict.isPassed ? "✓" : "✗"}</span> ${state}
<small>${summary}</small></p>
<h1>${escapeHtml(verdict.scenario)}</h1><p class="purpose">${escapeHtml(verdict.purpose)}</p>
<dl class="facts">${facts
    .map(([name, text]) => `<div><dt>${name}</dt><dd>${escapeHtml(text)}</dd></div>`)
    .join("")}</dl>
<nav aria-label="Parts of the page"><a href="#checks">Checks</a><a href="#cabinets">Cabinets</a>
<a href="#latencies">Latencies</a><a href="#events">Events</a><a href="#again">Run again</a></nav>
</div></header>`;
}

function violationItems(verdict: Verdict, check: VerdictCheck): string[] {
  const names = cabinetNames(verdict);
  return check.violations.slice(0, VIOLATIONS_MAX).map(({ atMs, cabinetId, sentence }) => {
    const name = cabinetId === undefined ? undefined : (names.get(cabinetId) ?? cabinetId);
    const cabinet = name === undefined ? "" : `<b><bdi>${escapeHtml(name)}</bdi></b> `;
    const id = cabinetId === undefined ? "" : ` data-cabinet="${escapeHtml(cabinetId)}"`;
    const time = koreanTime(verdict.startMs + atMs);
    return `<li><button type="button" class="time" data-at="${Math.round(atMs)}"${id}
 title="Show this time">${time}</button> ${cabinet}<bdi>${escapeHtml(sentence)}</bdi></li>`;
  });
}

/** What the page leaves out of a check, and what the verdict itself does. */
function notShown(check: VerdictCheck, shown: number): string {
  const kept = check.violations.length;
  const inJson = kept > shown ? [`${countText(kept - shown)} more in verdict.json`] : [];
  const total = violationTotal(check);
  const counted = total > kept ? [`${countText(total - kept)} more are only counted`] : [];
  const notes = [...inJson, ...counted];
  return notes.length > 0 ? `<p class="quiet">${notes.join(", ")}</p>` : "";
}

function checkItem(verdict: Verdict, check: VerdictCheck): string {
  const found = judgement(check);
  const count = violationTotal(check);
  const facts = [found === "not judged" ? "never judged" : `judged ${countText(check.judged)}×`];
  if (count > 0) facts.push(plural(count, "violation"));
  const items = violationItems(verdict, check);
  const first = items.slice(0, VIOLATIONS_OPEN);
  const rest = items.slice(VIOLATIONS_OPEN);
  const more =
    rest.length > 0
      ? `<details><summary>${countText(rest.length)} more</summary>
<ul>${rest.join("")}</ul></details>`
      : "";
  const list = `<ul>${first.join("")}</ul>${more}${notShown(check, items.length)}`;
  return `<li class="check ${found.replace(" ", "-")}">
<span class="sign" role="img" aria-label="${found}">${SIGNS[found]}</span>
<div><h3>${escapeHtml(check.name)} <small>${facts.join(" · ")}</small></h3>
<p class="quiet">${escapeHtml(check.promise)}</p>
${first.length > 0 ? list : ""}</div></li>`;
}

function checks(verdict: Verdict): string {
  const sorted = worstFirst(verdict.checks);
  const bad = sorted.filter((check) => judgement(check) === "violated").length;
  const open = sorted.length > CHECKS_OPEN ? bad : sorted.length;
  const items = sorted.map((check) => checkItem(verdict, check));
  const folded = items.slice(open);
  const rest =
    folded.length > 0
      ? `<li><details><summary>${plural(folded.length, "check")} without a violation</summary>
<ul class="checks">${folded.join("")}</ul></details></li>`
      : "";
  const broken = isFailedWithoutCheck(verdict)
    ? `<p class="note">The run did not pass, though no check was violated.</p>`
    : "";
  const counts = Object.entries(verdict.counts).map(
    ([name, count]) => `<div><dt>${escapeHtml(name)}</dt><dd>${countText(count)}</dd></div>`,
  );
  return `<section id="checks"><h2>Checks</h2>${broken}
<ul class="checks card">${items.slice(0, open).join("")}${rest}</ul>
${counts.length > 0 ? `<dl class="figures counts">${counts.join("")}</dl>` : ""}</section>`;
}

/** The patterns that make a status readable without colour; used by every row. */
const PATTERNS = `<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="p-ready" width="8" height="22" patternUnits="userSpaceOnUse">
<rect class="f1" width="8" height="22"/><rect class="f2" y="19" width="8" height="3"/></pattern>
<pattern id="p-action" width="8" height="8" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect class="f1" width="8" height="8"/>
<rect class="f2" width="3" height="8"/></pattern>
<pattern id="p-unknown" width="6" height="6" patternUnits="userSpaceOnUse">
<rect class="f1" width="6" height="6"/><circle class="f2" cx="3" cy="3" r="1.4"/></pattern>
<pattern id="p-broker-down" width="6" height="6" patternUnits="userSpaceOnUse">
<rect class="f1" width="6" height="6"/><path class="f3" d="M0 0L6 6M6 0L0 6"/></pattern>
<pattern id="p-missed" width="5" height="5" patternUnits="userSpaceOnUse">
<rect class="f1" width="5" height="5"/><rect class="f2" width="2" height="5"/></pattern>
</defs></svg>`;

const LEGEND = [
  ["band b-ready", "R", "shown ready"],
  ["band b-action", "!", "shown: needs action"],
  ["band b-unknown", "?", "shown unknown"],
  ["band b-broker-down", "×", "no answer: broker down"],
  ["truth", "", "truth: AED would not work"],
  ["truth missed", "", "missed: … but shown ready"],
] as const;

function cabinets(data: PageData): string {
  const legend = LEGEND.map(
    ([kind, letter, text]) => `<li><svg class="key" width="26" height="22" aria-hidden="true">
<rect class="${kind}" width="26" height="${kind.startsWith("band") ? 22 : 10}"
 y="${kind.startsWith("band") ? 0 : 6}"/>
<text class="t-${kind.slice(5)}" x="13" y="15.5">${letter}</text>
</svg>${text}</li>`,
  );
  const notes = [];
  if (data.cabinetsLeftOut > 0) {
    notes.push(`${plural(data.cabinetsLeftOut, "cabinet")} with less to see are not here.`);
  }
  if (data.joinedBelowMs > 0) {
    const length = durationText(data.joinedBelowMs);
    notes.push(`Neighbours that last less than ${length} together are one, with the worst status.`);
  }
  const note = notes.length > 0 ? `<p class="note">${notes.join(" ")}</p>` : "";
  return `<section id="cabinets"><h2>Cabinets over time</h2>
<ul class="legend">${legend.join("")}<li><svg class="key" width="14" height="22"
 aria-hidden="true"><path class="violation" d="M7 0V22M2 0h10l-5 8z"/></svg>violation</li></ul>
${note}${PATTERNS}
<div class="tools"><label class="search"><span>Find a cabinet</span>
<input id="cabinet-filter" type="search" placeholder="name or id" autocomplete="off"></label>
<label class="tick"><input id="troubled-only" type="checkbox"> only with trouble</label>
<div class="zoom" role="group" aria-label="Time shown">
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-out" aria-label="Zoom out">−</button>
<button type="button" id="zoom-back" aria-label="Earlier">‹</button>
<button type="button" id="zoom-on" aria-label="Later">›</button>
<button type="button" id="zoom-all">Whole run</button></div></div>
<div class="timeline card"><div class="sticky"><div class="axis row">
<p class="who quiet" id="window-text"></p><svg class="plot" id="axis" tabindex="0" role="img"
 aria-label="Time axis in Korean time"></svg></div>
<p id="picked" role="status" class="quiet">Tap a band to read it. Drag across to zoom in.</p></div>
<div id="rows"></div><p id="no-row" class="empty" hidden>No cabinet matches.</p></div>
<noscript><p class="note">Bands and events are drawn by this page's script.</p></noscript>
</section>`;
}

function latencies(verdict: Verdict): string {
  const acknowledged = histogramFigure(
    "Acknowledged",
    "From a report on the wire to its acknowledgement at the sensor.",
    verdict.acknowledged,
  );
  const alerted = histogramFigure(
    "Alerted",
    "From a change for the worse in truth to its alert.",
    verdict.alerted,
  );
  return `<section id="latencies"><h2>Latencies</h2>
<div class="two">${acknowledged}${alerted}</div></section>`;
}

function events(data: PageData): string {
  const left =
    data.eventsLeftOut > 0
      ? `<p class="note">${plural(data.eventsLeftOut, "later event")} only in verdict.json.</p>`
      : "";
  return `<section id="events"><h2>Events</h2>${left}<div class="tools">
<label class="search"><span>Find an event</span><input id="event-filter" type="search"
 placeholder="cabinet or words" autocomplete="off"></label>
<label class="tick"><input id="window-only" type="checkbox"> only the time shown above</label>
<p id="event-count" role="status" class="quiet"></p></div>
<ol id="event-list" class="card" tabindex="0" aria-label="Events"></ol>
<p id="no-event" class="empty" hidden>No event matches.</p>
<button type="button" id="more-events" hidden>Show more</button></section>`;
}

function again(verdict: Verdict): string {
  const outcome =
    verdict.pace === "virtual"
      ? "Virtual time: the same seed gives the same events, one by one."
      : "Real time: the same plan, but not the same events one by one.";
  const trace =
    verdict.traceHash === "" ? "" : ` Trace <code>${escapeHtml(verdict.traceHash)}</code>`;
  return `<section id="again"><h2>How to run it again</h2><div class="card">
<p>${outcome}</p><div class="command">
<pre><code id="replay">${escapeHtml(verdict.replay)}</code></pre>
<button type="button" id="copy">Copy</button></div>
<p class="quiet trace">${trace}</p></div></section>`;
}

/** The page as text. Pure: the same verdict gives the same page. */
export function verdictPage(verdict: Verdict): string {
  const data = pageData(verdict);
  const parts = [pageScript, timelineScript, eventScript].join("");
  const script = `(function () {\n"use strict";\n${parts}})();\n`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(pageStyle)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = `${verdict.isPassed ? "✓" : "✗"} ${verdict.scenario}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,"><title>${escapeHtml(title)}</title>
<style>${pageStyle}</style></head><body>
${header(verdict)}<main class="wide">
${checks(verdict)}${cabinets(data)}${latencies(verdict)}${events(data)}${again(verdict)}</main>
<script type="application/json" id="data">${jsonInPage(data)}</script>
<script>${script}</script></body></html>
`;
}
