// end() without anything written, in the connection's own callback, twice.
require("Wifi").connect("home", {}, function () {
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () {
    print("connect");
    s.end();
    s.end();
    print("ended");
  });
  s.on("drain", function () { print("drain"); });
  s.on("end", function () { print("end"); });
  s.on("close", function (e) { print("close", e); });
});
