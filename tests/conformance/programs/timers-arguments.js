// Further arguments are the callback's; `this` is not the timer; delays may be anything.
setTimeout(function (x, y) { print(x, y, arguments.length); }, 40, "x", [1, 2]);
setTimeout(function () { print("no delay", arguments.length); });
setTimeout(function () { print("text"); }, "100");
setTimeout(function () { print("negative"); }, -5);
setTimeout(function () { print("null"); }, null);
