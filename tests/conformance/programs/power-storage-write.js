// only: esp32
// Power cuts while a file is written anew: erase the old one, header, data.
var s = require("Storage");
s.write("f", "old-data");
// ---- cut 1:0
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
s.write("f", "old-data");
// ---- cut 1:100
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
s.write("f", "old-data");
// ---- cut 2:0
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
s.write("f", "old-data");
// ---- cut 2:100
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
s.write("f", "old-data");
// ---- cut 3:50
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
s.write("f", "old-data");
// ---- cut 3:100
require("Storage").write("f", "new data 123");
// ---- power
var s = require("Storage");
print(JSON.stringify(s.read("f")), JSON.stringify(s.list(/^[^.]/)));
