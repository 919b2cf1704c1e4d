// What comes before anybody listens for it is kept.
require("Wifi").connect("home", {}, function () {
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () {
    s.write("kept");
    setTimeout(function () { s.on("data", function (d) { print("data", d); s.end(); }); }, 100);
  });
  s.on("close", function (e) { print("close", e); });
});
