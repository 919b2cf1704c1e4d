// Connect, drain, data, end, close.
require("Wifi").connect("home", {}, function () {
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function (same) {
    print("connect", same === s);
    print("write says", s.write("hello"));
  });
  print("asked");
  var drains = 0;
  s.on("drain", function () { print("drain"); drains++; });
  s.on("data", function (d) { print("data", d); s.end(); print("end called"); });
  s.on("end", function () { print("end"); });
  s.on("close", function (hadError) { print("close", hadError); });
  s.on("error", function (e) { print("error", JSON.stringify(e)); });
});
