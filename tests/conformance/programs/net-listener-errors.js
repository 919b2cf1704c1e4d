// A data listener that throws stays, and the connection with it.
process.on("uncaughtException", function (e) { print("caught", e.message); });
require("Wifi").connect("home", {}, function () {
  var n = 0;
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () { s.write("a"); });
  s.on("data", function (d) {
    n++;
    print("data", d, n);
    if (n === 1) { s.write("b"); throw new Error("first"); }
    s.end();
  });
  s.on("close", function (e) { print("close", e); });
});
