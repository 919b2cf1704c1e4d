// Every listener runs, even behind one that throws; at most four arguments.
process.on("uncaughtException", function (e) { print("caught", e.message); });
E.on("x", function () { throw new Error("first"); });
E.on("x", function (a, b, c, d) { print("second", a, b, c, d, arguments.length); });
E.on("y", function () { throw new Error("of y"); });
E.emit("y");
E.emit("x", 1, 2, 3, 4);
try { E.emit("x", 1, 2, 3, 4, 5); print("no error"); } catch (e) { print("too many:", e instanceof TypeError); }
try { E.on("x", 5); print("no error"); } catch (e) { print(e.message); }
try { E.on("x", undefined); print("no error"); } catch (e) { print(e.message); }
