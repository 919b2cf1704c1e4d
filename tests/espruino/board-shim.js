// What an ESP32 board has and the interpreter on Linux lacks: Wi-Fi, pins, raw flash. Runs as .boot0, before
// the bundle, on the real interpreter. The test drives the pins over a TCP line ("control port"):
//   pin D27 1      a contact changes          blink 3000   the indicator blinks (0 = dark)
//   memory         answers "memory <variables used> <bytes of one variable>"
var shim = { levels: {}, analog: { D34: 0.05 }, watches: [], blinkTimer: 0, port: CONTROL_PORT };
if (typeof D34 === "undefined") global.D34 = "D34";

Modules.addCached(
  "Wifi",
  "exports.connect=function(ssid,options,callback){setTimeout(function(){callback(null);},50);};" +
    "exports.getStatus=function(){return {rssi:-55};};exports.on=function(){};exports.stopAP=function(){};" +
    "exports.getDetails=function(){return {status:'connected'};};exports.disconnect=function(){};",
);

// A build whose flash does not reach the ESP32's raw partition gets it as a file.
if (!require("Flash").getPage(0x310000)) {
  shim.flash = new Uint8Array(65536).fill(255);
  try {
    shim.flash.set(E.toUint8Array(require("fs").readFileSync("raw-flash")));
  } catch (e) {
    // A new board: the file is not there yet.
  }
  shim.keep = function () {
    require("fs").writeFileSync("raw-flash", E.toString(shim.flash));
  };
  Modules.addCached("Flash", function () {
    exports.getPage = function (address) {
      return { addr: address & ~4095, length: 4096 };
    };
    exports.read = function (length, address) {
      return shim.flash.slice(address - 0x310000, address - 0x310000 + length);
    };
    exports.write = function (bytes, address) {
      E.toUint8Array(bytes).forEach(function (byte, index) {
        shim.flash[address - 0x310000 + index] &= byte;
      });
      shim.keep();
    };
    exports.erasePage = function (address) {
      var start = (address & ~4095) - 0x310000;
      for (var i = 0; i < 4096; i++) shim.flash[start + i] = 255;
      shim.keep();
    };
  });
}

global.pinMode = function () {};
global.digitalWrite = function (pin, level) {
  shim.levels["" + pin] = level ? 1 : 0;
};
global.digitalRead = function (pin) {
  var name = "" + pin;
  if (name in shim.analog) return shim.analog[name] >= 0.5 ? 1 : 0;
  return name in shim.levels ? shim.levels[name] : 1;
};
global.analogRead = function (pin) {
  var value = shim.analog["" + pin];
  return value === undefined ? NaN : value;
};
global.setWatch = function (callback, pin) {
  shim.watches.push({ pin: "" + pin, callback: callback });
  return shim.watches.length;
};
global.clearWatch = function () {};

shim.edge = function (name, level) {
  shim.watches.forEach(function (watch) {
    if (watch.pin === name) watch.callback({ state: !!level, time: getTime(), pin: name });
  });
};
shim.setPin = function (name, level) {
  shim.levels[name] = level;
  shim.edge(name, level);
};
shim.light = function (value) {
  shim.analog.D34 = value;
  shim.edge("D34", value >= 0.5 ? 1 : 0);
};
shim.wink = function () {
  shim.light(0.7);
  setTimeout(function () {
    shim.light(0.05);
  }, 100);
};
shim.blink = function (periodMs) {
  if (shim.blinkTimer) clearInterval(shim.blinkTimer);
  shim.blinkTimer = periodMs ? setInterval(shim.wink, periodMs) : 0;
};
shim.obey = function (line) {
  var words = line.split(" ");
  if (words[0] === "pin") shim.setPin(words[1], parseInt(words[2], 10));
  if (words[0] === "blink") shim.blink(parseInt(words[1], 10));
  if (words[0] === "memory") {
    var memory = process.memory();
    shim.socket.write("memory " + memory.usage + " " + memory.blocksize + "\n");
  }
};
shim.socket = require("net").connect({ host: "127.0.0.1", port: shim.port }, function () {
  var rest = "";
  shim.socket.on("data", function (chunk) {
    var lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(shim.obey);
  });
});
