// An exception ends a timeout or one run of an interval, nothing else.
process.on("uncaughtException", function (e) { print("caught", e.message); });
var n = 0;
var id = setInterval(function () {
  n++;
  if (n === 4) clearInterval(id);
  if (n % 2) throw new Error("run " + n);
  print("run", n);
}, 100);
setTimeout(function () { throw new Error("between"); }, 130);
setTimeout(function () { throw "just text"; }, 160);
