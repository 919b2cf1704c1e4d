// The fields of process.memory, and that usage follows what lives.
var m = process.memory();
print(["free", "usage", "total", "history", "gc", "gctime", "blocksize"].map(function (k) { return typeof m[k]; }).join());
print(m.free + m.usage === m.total);
var before = process.memory().usage;
var ids = [];
for (var i = 0; i < 50; i++) ids.push(setTimeout(function () {}, 1000 + i));
var during = process.memory().usage;
print(during > before + 50);
clearTimeout();
ids = undefined;
var after = process.memory().usage;
print(after < before + 50);
print(typeof process.env.VERSION, typeof process.env.SERIAL, typeof process.env.BOARD);
