/**
 * The part of the page's script that draws cabinets over time. A row is drawn when it comes near
 * the sight, and bands narrower than a pixel are joined into the worst: 300 cabinets stay quick.
 */
export const timelineScript = `
var BAND_HEIGHT = 22, TRUTH_TOP = 25, TRUTH_HEIGHT = 13, ROW_HEIGHT = 40;
var TICKS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR,
  12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 364 * DAY];
var rows = [], rowById = new Map();
var axis = byId("axis"), picked = byId("picked"), rowBox = byId("rows");

function xOf(atMs, width) { return (atMs - shownFrom) / (shownTo - shownFrom) * width; }

function tickStep(width) {
  for (var i = 0; i < TICKS.length; i++) {
    var fits = Math.max(2, Math.floor(width / (TICKS[i] < DAY ? 64 : 96)));
    if ((shownTo - shownFrom) / TICKS[i] <= fits) return TICKS[i];
  }
  return TICKS[TICKS.length - 1];
}

function ticks(width) {
  var step = tickStep(width), shift = data.startMs + KOREAN_OFFSET, result = [];
  var at = Math.ceil((shownFrom + shift) / step) * step - shift;
  for (; at <= shownTo; at += step) result.push(at);
  return { step: step, times: result };
}

function drawAxis() {
  var width = axis.clientWidth, made = ticks(width), lastDay = "";
  axis.replaceChildren();
  made.times.forEach(function (at) {
    var x = xOf(at, width);
    axis.append(svg("line", { class: "tick-line", x1: x, x2: x, y1: 30, y2: 36 }));
    var anchor = x < 36 ? "at-start" : x > width - 36 ? "at-end" : "";
    var place = { x: Math.min(width - 1, Math.max(1, x)), class: anchor };
    var day = dayText(at), isDay = made.step >= DAY;
    if (day !== lastDay) {
      axis.append(svg("text", Object.assign({ y: isDay ? 24 : 11 }, place), day));
    }
    lastDay = day;
    if (!isDay) axis.append(svg("text", Object.assign({ y: 25 }, place), clockText(at)));
  });
  byId("window-text").textContent = timeText(shownFrom) + " – " + timeText(shownTo) +
    " KST (" + lengthText(shownTo - shownFrom) + ")";
}

/* What is in sight, with whatever is narrower than a pixel joined to its left neighbour. */
function visible(bands, width) {
  var result = [], last;
  for (var i = 0; i < bands.length; i++) {
    var band = bands[i];
    if (band[1] < shownFrom || band[0] > shownTo) continue;
    var from = Math.max(0, xOf(band[0], width)), to = Math.min(width, xOf(band[1], width));
    if (last && last.to - last.from < 1 && to - last.from < 1.5) {
      last.to = Math.max(last.to, to);
      if (band[2] > last.band[2]) last.band = band;
      continue;
    }
    last = { from: last && from < last.to ? last.to : from, to: to, band: band };
    last.to = Math.max(last.to, last.from + 0.5);
    result.push(last);
  }
  return result;
}

/* Times at which the AED would not have worked and was shown ready, within one broken time. */
function missedTimes(cabinet, broken) {
  return cabinet.shown.filter(function (band) {
    return band[2] === 0 && band[0] < broken[1] && band[1] > broken[0];
  }).map(function (band) {
    return [Math.max(band[0], broken[0]), Math.min(band[1], broken[1]), broken[2]];
  });
}

function drawRow(row) {
  var plot = row.plot, width = plot.clientWidth, cabinet = row.cabinet;
  var parts = [];
  row.isStale = false;
  ticks(width).times.forEach(function (at) {
    var x = xOf(at, width);
    parts.push(svg("line", { class: "tick-line", x1: x, x2: x, y1: 0, y2: ROW_HEIGHT }));
  });
  visible(cabinet.shown, width).forEach(function (piece) {
    var code = piece.band[2], wide = piece.to - piece.from;
    parts.push(svg("rect", { class: "band b-" + STATUSES[code], x: piece.from, y: 0,
      width: wide, height: BAND_HEIGHT }));
    if (wide < 13) return;
    parts.push(svg("text", { class: "t-b-" + STATUSES[code], y: 15.5,
      x: Math.min(piece.from + wide / 2, piece.from + 14) }, LETTERS[code]));
  });
  function truth(times, kind) {
    visible(times, width).forEach(function (piece) {
      var wide = Math.max(2, piece.to - piece.from);
      parts.push(svg("rect", { class: kind, x: piece.from, y: TRUTH_TOP, width: wide,
        height: TRUTH_HEIGHT }));
    });
  }
  truth(cabinet.broken, "truth");
  cabinet.broken.forEach(function (broken) {
    if (broken[1] < shownFrom || broken[0] > shownTo) return;
    truth(missedTimes(cabinet, broken), "truth missed");
  });
  visible(cabinet.broken, width).forEach(function (piece) {
    var text = piece.band[2];
    if (piece.to - piece.from < text.length * 6 + 8) return;
    parts.push(svg("text", { class: "truth-text", x: piece.from + 4, y: TRUTH_TOP + 10.5 }, text));
  });
  cabinet.violations.forEach(function (violation) {
    var at = violation[0], x = xOf(at, width);
    if (at < shownFrom || at > shownTo) return;
    parts.push(svg("path", { class: "violation", d: "M" + x + " 0V" + ROW_HEIGHT +
      "M" + (x - 5) + " 0h10l-5 8z" }));
  });
  if (markedAt !== undefined && (markedId === undefined || markedId === cabinet.id)) {
    var x = xOf(markedAt, width);
    parts.push(svg("line", { class: "marked", x1: x, x2: x, y1: 0, y2: ROW_HEIGHT }));
  }
  plot.replaceChildren.apply(plot, parts);
}

function sum(times) {
  return times.reduce(function (all, time) { return all + time[1] - time[0]; }, 0);
}

function makeRow(cabinet) {
  var element = html("div", "row"), who = html("div", "who");
  var name = html("button", "name"), note = html("small", "quiet");
  name.type = "button";
  name.title = "Show the events of this cabinet";
  name.append(html("bdi", "", cabinet.name || cabinet.id));
  name.addEventListener("click", function () { showEventsOf(cabinet.id); });
  var notReady = sum(cabinet.shown.filter(function (band) { return band[2] !== 0; }));
  var missed = [].concat.apply([], cabinet.broken.map(function (one) {
    return missedTimes(cabinet, one);
  }));
  var facts = [];
  var violations = cabinet.violations.length;
  if (violations > 0) facts.push(violations + (violations > 1 ? " violations" : " violation"));
  if (violations > 0 && sum(missed) > 0) facts.push("missed " + lengthText(sum(missed)));
  if (notReady > 0) facts.push("not ready " + lengthText(notReady));
  if (facts.length === 0) facts.push("always ready");
  note.append(html("bdi", "", cabinet.id), " · " + facts.join(" · "));
  who.append(name, note);
  var plot = svg("svg", { class: "plot", role: "img" });
  plot.setAttribute("aria-label", (cabinet.name || cabinet.id) + ": " + facts.join(", "));
  element.append(who, plot);
  var row = { cabinet: cabinet, element: element, plot: plot, isNear: false, isStale: true,
    isTroubled: violations + notReady + cabinet.broken.length > 0,
    text: (cabinet.name + " " + cabinet.id).toLowerCase() };
  rows.push(row);
  rowById.set(cabinet.id, row);
  return row;
}

function redraw() {
  drawAxis();
  rows.forEach(function (row) {
    row.isStale = true;
    if (row.isNear) drawRow(row);
  });
}

function describeAt(row, atMs) {
  function at(bands) {
    return bands.find(function (band) { return band[0] <= atMs && atMs < band[1]; });
  }
  var shown = at(row.cabinet.shown), broken = at(row.cabinet.broken);
  var text = timeText(atMs, true) + " · ";
  if (shown) {
    text += "shown " + WORDS[shown[2]] + ", " + timeText(shown[0]) + " to " + timeText(shown[1]) +
      " (" + lengthText(shown[1] - shown[0]) + ")";
  } else text += "nothing shown";
  text += broken ? " · in truth: " + broken[2] : " · in truth: would work";
  picked.replaceChildren(html("b", "", ""), " " + text);
  picked.firstChild.append(html("bdi", "", row.cabinet.name || row.cabinet.id));
}

function filterRows() {
  var words = byId("cabinet-filter").value.trim().toLowerCase();
  var isTroubledOnly = byId("troubled-only").checked, count = 0;
  rows.forEach(function (row) {
    row.element.hidden = !row.text.includes(words) || (isTroubledOnly && !row.isTroubled);
    if (!row.element.hidden) count++;
  });
  byId("no-row").hidden = count > 0;
}

function showCabinet(id) {
  var row = rowById.get(id);
  if (!row || !row.element.hidden) return;
  byId("cabinet-filter").value = "";
  byId("troubled-only").checked = false;
  filterRows();
}

function zoom(factor, middle) {
  var centre = middle === undefined ? (shownFrom + shownTo) / 2 : middle;
  showWindow(centre - (centre - shownFrom) * factor, centre + (shownTo - centre) * factor);
}
function move(part) {
  var by = (shownTo - shownFrom) * part;
  var bounded = Math.max(-shownFrom, Math.min(data.durationMs - shownTo, by));
  showWindow(shownFrom + bounded, shownTo + bounded);
}

/* A drag across selects a time to zoom to, a tap reads a band. */
function letDrag(plot, row) {
  var startX, box;
  function timeAt(event) {
    var area = plot.getBoundingClientRect();
    var x = Math.min(area.width, Math.max(0, event.clientX - area.left));
    return { x: x, atMs: shownFrom + x / area.width * (shownTo - shownFrom) };
  }
  plot.addEventListener("pointerdown", function (event) {
    if (event.button !== 0) return;
    startX = timeAt(event);
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", function (event) {
    if (!startX) return;
    var now = timeAt(event);
    if (!box && Math.abs(now.x - startX.x) < 6) return;
    if (!box) plot.append(box = svg("rect", { class: "selected", y: 0, height: ROW_HEIGHT }));
    box.setAttribute("x", Math.min(now.x, startX.x));
    box.setAttribute("width", Math.abs(now.x - startX.x));
  });
  function release(event) {
    if (!startX) return;
    var from = startX, to = timeAt(event), wasDragged = box !== undefined;
    if (box) box.remove();
    startX = box = undefined;
    if (event.type === "pointercancel") return;
    if (wasDragged) showWindow(Math.min(from.atMs, to.atMs), Math.max(from.atMs, to.atMs));
    else if (row) describeAt(row, to.atMs);
  }
  plot.addEventListener("pointerup", release);
  plot.addEventListener("pointercancel", release);
  plot.addEventListener("dblclick", function (event) { zoom(0.5, timeAt(event).atMs); });
  plot.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event).atMs);
  }, { passive: false });
}

var sight = new IntersectionObserver(function (entries) {
  entries.forEach(function (entry) {
    var row = entry.target.row;
    row.isNear = entry.isIntersecting;
    if (row.isNear && row.isStale) drawRow(row);
  });
}, { rootMargin: "1200px" });

data.cabinets.forEach(function (cabinet) {
  var row = makeRow(cabinet);
  row.element.row = row;
  letDrag(row.plot, row);
  rowBox.append(row.element);
  sight.observe(row.element);
});
letDrag(axis);
axis.addEventListener("keydown", function (event) {
  var acts = { ArrowLeft: [move, -0.25], ArrowRight: [move, 0.25], "+": [zoom, 0.5],
    "=": [zoom, 0.5], "-": [zoom, 2] };
  var act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act[0](act[1]);
});
byId("zoom-in").addEventListener("click", function () { zoom(0.5); });
byId("zoom-out").addEventListener("click", function () { zoom(2); });
byId("zoom-back").addEventListener("click", function () { move(-0.5); });
byId("zoom-on").addEventListener("click", function () { move(0.5); });
byId("zoom-all").addEventListener("click", function () {
  markedAt = undefined;
  showWindow(0, data.durationMs);
});
byId("troubled-only").addEventListener("change", filterRows);
afterTyping(byId("cabinet-filter"), filterRows);
byId("no-row").hidden = rows.length > 0;
onWindow.push(redraw);
addEventListener("beforeprint", function () { rows.forEach(drawRow); });
new ResizeObserver(redraw).observe(axis);
`;
