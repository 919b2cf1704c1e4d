// only: esp32
// A file that does not fit: the old one of that name is gone, too.
var s = require("Storage");
s.eraseAll();
function attempt(run) { try { print(run()); } catch (e) { print(e.message); } }
var size = 300000;
attempt(function () { return s.write("a", "a", 0, size); });
attempt(function () { return s.write("b", "b", 0, size); });
attempt(function () { return s.write("c", "c", 0, size); });
print(s.getFree());
attempt(function () { return s.write("d", "d", 0, 20000); });
attempt(function () { return s.write("a", "a", 0, 320000); });
print(s.list().join());
attempt(function () { return s.write("d", "d", 0, 20000); });
print(s.list().join(), s.getStats().trashCount);
