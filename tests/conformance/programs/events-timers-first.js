// Of two timers due together the second runs before what the first has emitted.
E.on("x", function (from) { print("event of", from); });
setTimeout(function () { print("one"); E.emit("x", "one"); }, 20);
setTimeout(function () { print("two"); E.emit("x", "two"); }, 30);
setTimeout(function () { block(60); }, 5);
