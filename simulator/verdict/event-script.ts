/**
 * The part of the page's script that lists events: some thousands can be searched, some hundreds
 * are in the page at a time.
 */
export const eventScript = String.raw`
var PIECE = 200;
var eventRows = data.events.map(function (event) {
  var name = nameById.get(event[1]) || "";
  return { event: event, name: name,
    text: (name + " " + event[1] + " " + event[2] + " " + timeText(event[0], true)).toLowerCase() };
});
var found = [], listed = 0;
var list = byId("event-list");

function listMore() {
  var next = found.slice(listed, listed + PIECE).map(function (row) {
    var item = html("li"), at = row.event[0], id = row.event[1];
    var time = html("button", "time", timeText(at, true));
    time.type = "button";
    time.title = "Show this time";
    time.dataset.at = at;
    if (id) time.dataset.cabinet = id;
    item.append(time, html("bdi", "event-cabinet", row.name || id));
    item.append(html("bdi", "event-text", row.event[2]));
    return item;
  });
  list.append.apply(list, next);
  listed += next.length;
  byId("more-events").hidden = listed >= found.length;
}

function filterEvents() {
  var words = byId("event-filter").value.trim().toLowerCase().split(/\s+/);
  var isInWindow = byId("window-only").checked;
  found = eventRows.filter(function (row) {
    if (isInWindow && (row.event[0] < shownFrom || row.event[0] > shownTo)) return false;
    return words.every(function (word) { return row.text.includes(word); });
  });
  listed = 0;
  list.replaceChildren();
  listMore();
  list.hidden = found.length === 0;
  byId("no-event").hidden = found.length > 0;
  byId("event-count").textContent = found.length + " of " + eventRows.length + " events";
}

function showEventsOf(id) {
  byId("event-filter").value = id;
  filterEvents();
  byId("events").scrollIntoView();
}

byId("more-events").addEventListener("click", listMore);
byId("window-only").addEventListener("change", filterEvents);
afterTyping(byId("event-filter"), filterEvents);
onWindow.push(function () { if (byId("window-only").checked) filterEvents(); });
filterEvents();
`;
