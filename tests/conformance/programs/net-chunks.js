// Data comes in pieces of at most 536 bytes; large writes are one drain.
require("Wifi").connect("home", {}, function () {
  var sizes = [], total = 0, text = "";
  for (var i = 0; i < 200; i++) text += "0123456789";
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () { s.write(text); s.write("end"); });
  var drains = 0, largest = 0, same = "";
  s.on("drain", function () { drains++; });
  s.on("data", function (d) {
    if (d.length > largest) largest = d.length;
    same += d;
    if (same.length === 2003) { print(same === text + "end", largest); s.end(); }
  });
  s.on("close", function () { print("close"); });
});
