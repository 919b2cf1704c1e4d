// only: esp32
// Text is bytes: what is more than one in UTF-8 is more than one character.
var text = "안양 é";
print(text.length, text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(7));
print(E.toUint8Array(text).join(","));
print(String.fromCharCode(0x148).charCodeAt(0));
print(JSON.stringify("é\x7f\x01\n\t\"\\"));
print(JSON.parse('"\\u00e9\\uc548"').length);
print(text.indexOf("양"), text.split("").length);
print(btoa(text));
print(E.CRC32(text));
