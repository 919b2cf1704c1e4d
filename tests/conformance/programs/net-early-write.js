// What is written before the connection is there is sent, and no drain comes twice.
require("Wifi").connect("home", {}, function () {
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ONCE }, function () { print("connect"); });
  s.write("early");
  s.on("drain", function () { print("drain"); });
  s.on("data", function (d) { print("data", d); if (d === "early") s.end("bye"); });
  s.on("end", function () { print("end"); });
  s.on("close", function (e) {
    print("close", e);
    try { s.write("x"); print("no error"); } catch (e) { print(e.message); }
    try { s.end(); print("no error"); } catch (e) { print(e.message); }
  });
});
