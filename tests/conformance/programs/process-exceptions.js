// The handler of last resort hears of exceptions later, in their order.
process.on("uncaughtException", function (e) { print("handler", e.message || e); });
setTimeout(function () { throw new Error("timer"); }, 50);
setTimeout(function () { print("behind"); }, 150);
E.on("x", function () { throw "event"; });
E.emit("x");
setTimeout(function () { throw new TypeError("late"); }, 300);
