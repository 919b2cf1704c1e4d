// CRC, Base64, conversions to bytes, hashes.
print(E.CRC32("123456789"), E.CRC32([1, 2, 3]), E.CRC32(new Uint8Array([255])));
print(E.toUint8Array("ab", 3, [4, 5]).join());
print(E.toString([65, 66], "C"), new Uint8Array(E.toArrayBuffer("ab")).join());
print(btoa("any carnal pleas"), atob("YW55IGNhcm5hbCBwbGVhcw=="), btoa(new Uint8Array([255, 254])));
var hash = new Uint8Array(require("crypto").SHA256("abc"));
print(hash.length, hash[0], hash[31]);
var u = new Uint8Array(4);
u.set([1, 2], 1);
print(u.join(), u.slice(1, 3).join(), u.subarray(1).length, u.indexOf(2), u.map(function (x) { return x + 255; }).join());
var v = new DataView(new ArrayBuffer(8));
v.setUint32(0, 0xdeadbeef);
v.setInt16(4, -2, true);
print(v.getUint8(0), v.getUint16(2), v.getUint8(4), v.getInt16(4, true));
