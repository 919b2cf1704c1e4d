// What errors say.
function message(run) { try { run(); print("none"); } catch (e) { print(typeof e, e.message !== undefined ? "has message" : e); } }
message(function () { undefined.x; });
message(function () { null.x(); });
message(function () { missing; });
message(function () { throw new Error("m"); });
message(function () { throw { a: 1 }; });
message(function () { throw "t"; });
try { throw new Error("own"); } catch (e) { print(e.message, e instanceof Error, "" + e); }
try { throw new TypeError("own"); } catch (e) { print(e.message, e instanceof TypeError, "" + e); }
print((function () { try { return "try"; } finally { print("finally"); } })());
