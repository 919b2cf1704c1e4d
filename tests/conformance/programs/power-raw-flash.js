// only: esp32
// Power cuts in raw flash: a write and an erased page, half done.
var f = require("Flash");
f.erasePage(0x310000);
f.write(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), 0x310000);
// ---- cut 1:50
require("Flash").write(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0]), 0x310000);
// ---- power
var f = require("Flash");
print(f.read(8, 0x310000).join());
f.write(new Uint8Array([9, 9, 9, 9]), 0x310000 + 4092);
// ---- cut 1:50
require("Flash").erasePage(0x310000);
// ---- power
var f = require("Flash");
print(f.read(8, 0x310000).join(), f.read(4, 0x310000 + 4092).join());
