// Adding and removing listeners, also between emit and the event.
function one() { print("one"); }
function two() { print("two"); }
E.on("x", one);
E.on("x", one);
E.on("x", two);
E.removeListener("x", one);
E.emit("x");
setTimeout(function () {
  print("-- one listener, another added after emit");
  E.removeAllListeners("x");
  E.on("x", one);
  E.emit("x");
  E.on("x", two);
}, 100);
setTimeout(function () {
  print("-- two listeners, another added after emit");
  E.emit("x");
  E.on("x", function () { print("three"); });
}, 200);
setTimeout(function () {
  print("-- removed after emit");
  E.emit("x");
  E.removeListener("x", two);
}, 300);
setTimeout(function () {
  print("-- the last one removed after emit");
  E.removeAllListeners("x");
  E.on("x", one);
  E.emit("x");
  E.removeListener("x", one);
}, 400);
setTimeout(function () {
  print("-- all removed after emit");
  E.on("x", one);
  E.on("x", two);
  E.emit("x");
  E.removeAllListeners("x");
}, 500);
setTimeout(function () {
  print("-- unknown ones");
  E.removeListener("nothing", one);
  E.removeListener("x", undefined);
  E.removeAllListeners("nothing");
  print("ok");
}, 600);
setTimeout(function () {
  print("-- one that removes itself while the event runs");
  function once() { print("once"); E.removeListener("y", once); }
  E.on("y", once);
  E.on("y", two);
  E.emit("y");
  E.emit("y");
}, 700);
setTimeout(function () {
  print("-- one that adds another while the event runs");
  E.on("z", function () { print("adds"); E.on("z", one); });
  E.emit("z");
  E.emit("z");
}, 800);
