// What write makes of things that are no text; end with data.
require("Wifi").connect("home", {}, function () {
  var all = "";
  var s = require("net").connect({ host: "127.0.0.1", port: PORT_ECHO }, function () {
    s.write(12);
    s.write(new Uint8Array([65, 66]));
    s.write([1, "x"]);
    s.write({ a: 1 });
    s.write(true);
    s.write("|");
    setTimeout(function () { print(all); s.end(); }, 300);
  });
  s.on("data", function (d) { all += d; });
  s.on("close", function () { print("closed"); });
});
