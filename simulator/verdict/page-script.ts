/**
 * What all parts of the page's script share: elements, Korean time, the time that is shown, the
 * copy button. Kept as text, so that a page needs no file beside it. Foreign text only ever
 * becomes `textContent`.
 */
export const pageScript = `
var data = JSON.parse(document.getElementById("data").textContent);
var LETTERS = ["R", "?", "×", "!"];
var STATUSES = ["ready", "unknown", "broker-down", "action"];
var WORDS = ["ready", "unknown", "no answer (broker down)", "needs action"];
var SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
var KOREAN_OFFSET = 9 * HOUR;
var DAY_NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
var MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
var nameById = new Map();
data.cabinets.forEach(function (cabinet) { nameById.set(cabinet.id, cabinet.name); });

function byId(id) { return document.getElementById(id); }

function html(tag, className, text) {
  var element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function svg(tag, attributes, text) {
  var element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (var name in attributes) element.setAttribute(name, attributes[name]);
  if (text !== undefined) element.textContent = text;
  return element;
}

function two(number) { return (number < 10 ? "0" : "") + number; }
function korean(atMs) { return new Date(data.startMs + atMs + KOREAN_OFFSET); }
function clockText(atMs, hasSeconds) {
  var time = korean(atMs);
  var text = two(time.getUTCHours()) + ":" + two(time.getUTCMinutes());
  return hasSeconds ? text + ":" + two(time.getUTCSeconds()) : text;
}
function dayText(atMs) {
  var time = korean(atMs);
  return DAY_NAMES[time.getUTCDay()] + " " + time.getUTCDate() + " " + MONTHS[time.getUTCMonth()];
}
function timeText(atMs, hasSeconds) { return dayText(atMs) + " " + clockText(atMs, hasSeconds); }

function lengthText(ms) {
  var units = [["d", DAY], ["h", HOUR], ["min", MINUTE], ["s", SECOND]];
  for (var i = 0; i < units.length; i++) {
    if (ms < units[i][1]) continue;
    var text = Math.floor(ms / units[i][1]) + " " + units[i][0];
    var next = units[i + 1];
    var rest = next ? Math.floor((ms % units[i][1]) / next[1]) : 0;
    return rest > 0 ? text + " " + rest + " " + next[0] : text;
  }
  return Math.round(ms) + " ms";
}

/* The part of the run that is shown, and who wants to know when it changes. */
var shownFrom = 0, shownTo = Math.max(1, data.durationMs);
var onWindow = [];
var SHOWN_LEAST = Math.min(MINUTE, shownTo);
function showWindow(from, to) {
  var whole = Math.max(1, data.durationMs);
  var length = Math.min(whole, Math.max(SHOWN_LEAST, to - from));
  var start = Math.min(Math.max(0, (from + to - length) / 2), whole - length);
  shownFrom = start;
  shownTo = start + length;
  onWindow.forEach(function (tell) { tell(); });
}

/* A mark at a time that somebody asked to see, on all rows or one. */
var markedAt, markedId;
function focusTime(atMs, id) {
  markedAt = atMs;
  markedId = id;
  var length = Math.min(shownTo - shownFrom, Math.max(6 * HOUR, data.durationMs / 14));
  showWindow(atMs - length / 2, atMs + length / 2);
  if (id !== undefined) showCabinet(id);
  var row = id === undefined ? undefined : rowById.get(id);
  var target = row && !row.element.hidden ? row.element : byId("cabinets");
  target.scrollIntoView({ block: row ? "center" : "start" });
}

document.addEventListener("click", function (event) {
  var button = event.target.closest("[data-at]");
  if (button) focusTime(Number(button.dataset.at), button.dataset.cabinet);
});

function afterTyping(input, act) {
  var waiting;
  input.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(act, 80);
  });
}

byId("copy").addEventListener("click", function () {
  var button = byId("copy");
  function say(word) {
    button.textContent = word;
    setTimeout(function () { button.textContent = "Copy"; }, 2000);
  }
  function bySelection() {
    var range = document.createRange();
    range.selectNodeContents(byId("replay"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    say(document.execCommand("copy") ? "Copied" : "Selected");
  }
  if (!navigator.clipboard) return bySelection();
  navigator.clipboard.writeText(byId("replay").textContent).then(
    function () { say("Copied"); }, bySelection);
});
`;
