// Promise callbacks are events: after the running code, before a timer; in the order of node.
setTimeout(function () { print("timer"); }, 100);
E.on("x", function () { print("event"); });
Promise.resolve(1).then(function (v) { print("p1", v); return 2; }).then(function (v) { print("p2", v); });
E.emit("x");
new Promise(function (resolve) { print("executor"); resolve("r"); }).then(function (v) { print("q1", v); });
print("end of code");
