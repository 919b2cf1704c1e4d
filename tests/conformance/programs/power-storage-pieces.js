// only: esp32
// A power cut in a file that is written in pieces, and in a piece that is not aligned.
var s = require("Storage");
s.write("p", "0123", 0, 16);
// ---- cut 1:50
require("Storage").write("p", "45678901", 4);
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("p")));
s.erase("p");
s.write("p", "012", 0, 16);
// ---- cut 2:0
require("Storage").write("p", "345678", 3);
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("p")));
try { s.write("p", "345678", 3); print("written"); } catch (e) { print(e.message); }
