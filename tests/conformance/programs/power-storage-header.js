// only: esp32
// A power cut in the midst of a header: the name is torn, the file is nobody's.
require("Storage").write("some-longer-name", "old-data");
// ---- cut 2:50
require("Storage").write("some-longer-name", "new data 123");
// ---- power
var s = require("Storage");
print(s.read("some-longer-name"), s.list(/^[^.]/).length);
s.write("some-longer-name", "again");
print(s.read("some-longer-name"), s.list(/^some-longer-name$/).length);
// ---- cut 1:50
require("Storage").erase("some-longer-name");
// ---- power
print(require("Storage").read("some-longer-name"));
