// Rewriting the same takes no room; other data leaves trash, which compaction takes out.
// only: esp32
var s = require("Storage");
function tell() { var t = s.getStats(); print(t.totalBytes, t.freeBytes, t.fileBytes, t.fileCount, t.trashBytes, t.trashCount, s.getFree()); }
s.eraseAll();
tell();
s.write("a", "12345");
tell();
s.write("a", "12345");
tell();
s.write("a", "12346");
tell();
s.write("b", "x");
s.erase("a");
tell();
s.compact();
tell();
print(s.list(/^[^.]/).join(), s.read("b"));
