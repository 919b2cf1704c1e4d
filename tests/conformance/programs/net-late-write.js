// What is written leaves in the idle loop: a busy program keeps it back, one that ends it all loses it.
require("Wifi").connect("home", {}, function () {
  var at = 0;
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () {
    s.write("x");
    s.end();
    print("ended");
    try { s.write("y"); print("no error"); } catch (e) { print(e.message); }
  });
  s.on("data", function (d) { print("data", d); });
  s.on("end", function () { print("end"); });
  s.on("close", function (e) { print("close", e); });
});
