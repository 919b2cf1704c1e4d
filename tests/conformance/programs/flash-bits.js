// only: esp32
// Bits go from 1 to 0 until their page is erased.
var f = require("Flash"), base = 0x310000;
f.erasePage(base);
print(f.read(4, base).join());
f.write(new Uint8Array([0xf0, 0x0f, 0xaa, 0x55]), base);
print(f.read(4, base).join());
f.write(new Uint8Array([0x3c, 0x3c, 0xff, 0x00]), base);
print(f.read(5, base).join());
print(JSON.stringify(f.getPage(base + 5000)));
f.write([1, 2, 3, 4], base + 4096);
f.erasePage(base + 7);
print(f.read(4, base).join(), f.read(4, base + 4096).join());
f.erasePage(base + 4096);
print(f.read(2, base + 4096).join(), f.read(1, base + 4097) instanceof Uint8Array);
