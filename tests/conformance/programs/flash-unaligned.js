// only: esp32
// What is not a multiple of four bytes at a multiple of four.
var f = require("Flash"), base = 0x310000;
f.erasePage(base);
function attempt(run) { try { print(run()); } catch (e) { print(e.message); } }
attempt(function () { return f.write(new Uint8Array([1, 2, 3]), base); });
attempt(function () { return f.write(new Uint8Array([1, 2, 3, 4]), base + 1); });
attempt(function () { return f.write(new Uint8Array([1, 2, 3, 4]), base + 8); });
attempt(function () { return f.write("abcd", base + 12); });
print(f.read(16, base).join());
print(f.read(3, base + 9).join());
