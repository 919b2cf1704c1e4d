// The other side ends: end, then close without an error. A reset looks the same.
function visit(port, next) {
  var s = require("net").connect({ host: "127.0.0.1", port: port }, function () { print("connect"); s.write("hi"); });
  s.on("data", function (d) { print("data", d); });
  s.on("error", function (e) { print("error", JSON.stringify(e)); });
  s.on("end", function () { print("end"); });
  s.on("close", function (e) { print("close", e); next(); });
}
require("Wifi").connect("home", {}, function () {
  visit(PORT_GREET, function () { visit(PORT_RESET, function () { print("done"); }); });
});
