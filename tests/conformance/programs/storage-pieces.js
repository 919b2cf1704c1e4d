// A file in pieces; bytes that are written once are not written again.
var s = require("Storage");
function attempt(run) { try { print(run()); } catch (e) { print(e.message); } }
attempt(function () { return s.write("p", "abc", 0, 10); });
print(JSON.stringify(s.read("p")), s.read("p").length);
attempt(function () { return s.write("p", "defg", 3); });
attempt(function () { return s.write("p", "hij", 7, 10); });
print(s.read("p"));
attempt(function () { return s.write("p", "X", 4); });
attempt(function () { return s.write("p", "e", 4); });
attempt(function () { return s.write("p", "abcdef", 8); });
attempt(function () { return s.write("q", "abc", 3); });
attempt(function () { return s.write("q", "abcd", 0, 3); });
print(s.read("q"));
attempt(function () { return s.write("p", "abc", 0, 10); });
print(JSON.stringify(s.read("p")));
attempt(function () { return s.write("p", "", 0, 10); });
attempt(function () { return s.write("r", "x", -1, 10); });
