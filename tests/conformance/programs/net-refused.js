// Nobody listens: net.connect throws, and nothing comes later.
require("Wifi").connect("home", {}, function () {
  try {
    require("net").connect({ host: "127.0.0.1", port: PORT_NOBODY }, function () { print("connected?"); });
    print("no error");
  } catch (e) {
    print("threw", e.message);
  }
  setTimeout(function () { print("later"); }, 50);
});
