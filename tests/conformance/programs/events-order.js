// emit only queues: the events run after everything that is due; listeners in their order.
E.on("a", function (x) { print("a1", x); E.emit("b"); });
E.on("a", function (x) { print("a2", x); });
E.on("b", function () { print("b"); });
print(E.emit("a", 1));
E.emit("a", 2);
print("after emit");
setTimeout(function () { print("timer"); E.emit("b"); print("timer ends"); }, 10);
