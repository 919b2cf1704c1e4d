/** How long something took, as a drawing: a bar per limit, with its count, and a table beside. */
import { escapeHtml } from "./escape";
import type { Latencies } from "./verdict";
import { countText, durationText } from "./words";

const WIDTH = 360;
const HEIGHT = 150;
const FOOT = 22;
const HEAD = 18;
/** The least height of a bar that counts anything: one of a million must still be seen. */
const BAR_HEIGHT_MIN = 3;

function bars(latencies: Latencies): string {
  const { histogram } = latencies;
  const most = Math.max(1, ...histogram.map(([, count]) => count));
  const slot = WIDTH / Math.max(1, histogram.length);
  const isCrowded = histogram.length > 8;
  return histogram
    .map(([limitMs, count], index) => {
      const full = HEIGHT - FOOT - HEAD;
      // By square root: the rare slow ones are what one looks for.
      const height = count === 0 ? 0 : Math.max(BAR_HEIGHT_MIN, full * Math.sqrt(count / most));
      const y = HEIGHT - FOOT - height;
      const middle = ((index + 0.5) * slot).toFixed(1);
      const label = (atY: number, text: string): string =>
        `<text x="${middle}" y="${atY.toFixed(1)}">${text}</text>`;
      const limit = durationText(limitMs).replace(" ", "");
      const isLabelled = !isCrowded || index % 2 === 0;
      return `<g><title>${escapeHtml(`up to ${limit}: ${countText(count)}`)}</title>
<rect class="bar" x="${(index * slot + 2).toFixed(1)}" y="${y.toFixed(1)}" rx="2"
 width="${(slot - 4).toFixed(1)}" height="${height.toFixed(1)}"/>
${count > 0 && slot >= 24 ? label(y - 5, short(count)) : ""}
${isLabelled ? label(HEIGHT - 6, limit) : ""}</g>`;
    })
    .join("");
}

/** A count that fits over a bar: `12k` from ten thousand on. */
function short(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e5) / 10}M`;
}

/** A figure of HTML with title, figures and bars; says so when nothing was measured. */
export function histogramFigure(title: string, explanation: string, latencies: Latencies): string {
  const head = `<h3>${escapeHtml(title)}</h3><p class="quiet">${escapeHtml(explanation)}</p>`;
  if (latencies.count === 0) {
    return `<figure class="card">${head}<p>Nothing was measured.</p></figure>`;
  }
  const figures = [
    ["p50", durationText(latencies.p50Ms)],
    ["p99", durationText(latencies.p99Ms)],
    ["max", durationText(latencies.maxMs)],
    ["measured", countText(latencies.count)],
  ] as const;
  const facts = figures.map(([name, text]) => `<div><dt>${name}</dt><dd>${text}</dd></div>`);
  const label = escapeHtml(`How many took up to each limit: ${title}`);
  return `<figure class="card">${head}<dl class="figures">${facts.join("")}</dl>
<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<line x1="0" x2="${WIDTH}" y1="${HEIGHT - FOOT}" y2="${HEIGHT - FOOT}"/>${bars(latencies)}</svg>
<figcaption class="quiet">Count per upper limit; heights by square root.</figcaption></figure>`;
}
