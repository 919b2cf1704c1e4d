// What may be given to clearTimeout and clearInterval.
function attempt(run) {
  try { run(); print("ok"); } catch (e) { print(e.message); }
}
var kept = setTimeout(function () { print("kept ran"); }, 300);
attempt(function () { clearTimeout(77); });
attempt(function () { clearTimeout("77"); });
attempt(function () { clearTimeout(null); });
attempt(function () { clearTimeout({}); });
attempt(function () { clearTimeout(undefined); });
attempt(function () { clearInterval(undefined); });
attempt(function () { setTimeout(undefined, 5); });
attempt(function () { setInterval(5, 5); });
attempt(function () { setTimeout(function () {}, 1e15); });
var interval = setInterval(function () { print("interval never runs"); }, 100);
clearTimeout(interval);
var gone = setTimeout(function () { print("timeout runs all the same"); }, 100);
clearTimeout("" + gone); // No effect: an id is a number.
setTimeout(function () { clearTimeout(); print("cleared all"); }, 400);
setTimeout(function () { print("never"); }, 600);
