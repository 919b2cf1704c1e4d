// Files: write, read, erase, list; names; what write takes.
var s = require("Storage");
function names() { return s.list(/^[^.]/).join(); }
print(s.read("none"), names());
print(s.write("a", "hello"), s.read("a"), s.read("a", 1, 3), s.read("a", 3), s.read("a", 9) === "");
print(s.write("b", [1, 2, 3]), E.toUint8Array(s.read("b")).join());
print(s.write("n", 65), s.read("n"));
print(s.write("o", { a: 1 }), s.read("o"));
print(names(), s.list(/^a/).join());
s.erase("a");
s.erase("a");
print(s.read("a"), names());
print(s.write("a-name-that-is-longer-than-28-characters", "x"), s.list(/^a-n/).join());
function attempt(run) { try { print(run()); } catch (e) { print(e.message); } }
attempt(function () { return s.write("z", ""); });
attempt(function () { return s.write("z", undefined); });
attempt(function () { return s.write("z", null); });
attempt(function () { return s.write("z", true); });
print(s.read("z").charCodeAt(0), s.read("z").length);
print(s.readArrayBuffer("b").byteLength, s.readArrayBuffer("none"));
