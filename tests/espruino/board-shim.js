// What an ESP32 board has and the interpreter on Linux lacks: Wi-Fi, pins, raw flash, I2C, a serial port, sleep.
// Runs as .boot0, before all else, on the real interpreter. The test drives it over a TCP line ("control port"):
//   pin D27 1      a contact changes             blink 3000   the indicator blinks (0 = dark)
//   memory         answers "memory <variables used> <bytes of one variable> <deepest stack, if the build tells>"
//   serial <text>  a line on the AED's port      exhaust / recurse   memory / stack run out in a callback
// The file "cut" ("<operation> <per cent>") takes the power away in that flash operation; "nest" (a number) puts
// every callback of the program that many calls deeper, which shows how much stack is left.
var shim = { levels: {}, analog: { D34: 0.05, D35: 0.5 }, watches: [], blinkTimer: 0, operations: 0 };
shim.readFile = function (name) {
  try {
    return require("fs").readFileSync(name);
  } catch (e) {
    return undefined;
  }
};
shim.cut = (shim.readFile("cut") || "0 0").split(" ").map(Number);
shim.nest = Number(shim.readFile("nest") || 0);
for (var number = 16; number < 36; number++) {
  if (typeof global["D" + number] === "undefined") global["D" + number] = "D" + number;
}

Modules.addCached(
  "Wifi",
  "exports.connect=function(ssid,options,callback){print('WIFI '+E.toUint8Array(ssid).join(','));" +
    "setTimeout(function(){callback(null);},50);};" +
    "exports.getStatus=function(){return {rssi:-55};};exports.on=function(){};exports.stopAP=function(){};" +
    "exports.getDetails=function(){return {status:'connected'};};exports.disconnect=function(){};",
);

// One operation on flash: `run` gets how much of it is still done. The power goes in the chosen one.
shim.operation = function (run) {
  shim.operations++;
  if (shim.operations !== shim.cut[0]) return run(1);
  try {
    run(shim.cut[1] / 100);
  } catch (e) {
    // A piece of nothing.
  }
  print("POWER CUT");
  E.reboot();
};
shim.accepted = function (bytes) {
  // The interpreter's indexOf also finds the beginning of a word at the very end of a text: a checksum ends with
  // any byte.
  var text = bytes + "\n";
  var at = text.indexOf('"boot":');
  if (at < 0 || text.indexOf('"why":') < 0) return;
  var words = text.substr(at, 60).split(",");
  print("ACCEPTED " + words[0].substr(7) + "." + words[1].substr(6));
};

// A build whose flash does not reach the ESP32's raw partition gets it as a file. And as a second one: killed while
// it writes, the interpreter leaves a file that is empty or short, and with it all pages would be gone.
shim.raw = require("Flash");
if (!shim.raw.getPage(0x310000)) {
  shim.flash = new Uint8Array(65536).fill(255);
  shim.kept = ["raw-flash", "raw-flash-copy"];
  shim.kept.some(function (name) {
    var bytes = shim.readFile(name);
    if (!bytes || bytes.length !== shim.flash.length) return false;
    shim.flash.set(E.toUint8Array(bytes));
    return true;
  });
  shim.keep = function () {
    shim.kept.forEach(function (name) {
      require("fs").writeFileSync(name, E.toString(shim.flash));
    });
  };
  shim.raw = {
    read: function (length, address) {
      return shim.flash.slice(address - 0x310000, address - 0x310000 + length);
    },
    write: function (bytes, address) {
      E.toUint8Array(bytes).forEach(function (byte, index) {
        shim.flash[address - 0x310000 + index] &= byte;
      });
      shim.keep();
    },
    erasePage: function (address) {
      var start = (address & ~4095) - 0x310000;
      for (var i = 0; i < 4096; i++) shim.flash[start + i] = 255;
      shim.keep();
    },
  };
}
Modules.addCached("Flash", function () {
  exports.read = function (length, address) {
    return shim.raw.read(length, address);
  };
  exports.write = function (bytes, address) {
    shim.operation(function (part) {
      var length = Math.floor((bytes.length * part) / 4) * 4;
      if (length) shim.raw.write(part < 1 ? bytes.slice(0, length) : bytes, address);
    });
    shim.accepted(E.toString(bytes));
  };
  exports.erasePage = function (address) {
    shim.operation(function (part) {
      if (part > 0) shim.raw.erasePage(address);
    });
  };
});
shim.storage = require("Storage");
Modules.addCached("Storage", function () {
  exports.read = function (name, offset, length) {
    return shim.storage.read(name, offset, length);
  };
  exports.write = function (name, bytes, offset, size) {
    return shim.operation(function (part) {
      var length = Math.floor((bytes.length * part) / 4) * 4;
      return shim.storage.write(name, part < 1 ? bytes.substr(0, length) : bytes, offset, size);
    });
  };
  exports.erase = function (name) {
    shim.operation(function (part) {
      if (part > 0) shim.storage.erase(name);
    });
  };
  exports.getFree = function () {
    return shim.storage.getFree();
  };
  exports.compact = function () {
    return shim.storage.compact();
  };
  exports.eraseAll = function () {
    return shim.storage.eraseAll();
  };
});

// By their bare names: `global.I2C1 = ...`, where the interpreter has one of its own that was not used yet, puts a
// second one behind it, and nobody finds that.
// An SHT4x at 21.5 degrees and 40 %: its raw values with their CRC-8.
shim.climate = [0x61, 0x47, 0x8a, 0x5e, 0x35, 0x3b];
I2C1 = {
  setup: function () {},
  writeTo: function () {},
  readFrom: function () {
    return new Uint8Array(shim.climate);
  },
};
Serial2 = {
  setup: function () {},
  on: function (event, listener) {
    shim.serialListener = shim.later(listener);
  },
};
global.ESP32 = {
  deepSleep: function (us) {
    print("SLEEP " + us);
    E.reboot();
  },
};

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
// `run` with `value`, that many calls deeper.
shim.deeper = function (calls, run, value) {
  if (calls > 0) shim.deeper(calls - 1, run, value);
  else run(value);
};
shim.nested = function (run) {
  return function (value) {
    shim.deeper(shim.nest, run, value);
  };
};
// In a turn of its own, as an event of the board comes: without the shim's calls on the stack.
shim.later = function (callback) {
  return function (value) {
    setTimeout(callback, 0, value);
  };
};
global.setWatch = function (callback, pin) {
  shim.watches.push({ pin: "" + pin, callback: shim.later(callback) });
  return shim.watches.length;
};
global.clearWatch = function () {};
if (shim.nest) {
  shim.setTimeout = setTimeout;
  shim.setInterval = setInterval;
  global.setTimeout = function (run, ms, value) {
    return shim.setTimeout(shim.nested(run), ms, value);
  };
  global.setInterval = function (run, ms) {
    return shim.setInterval(shim.nested(run), ms);
  };
}

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
shim.recurse = function (depth) {
  return 1 + shim.recurse(depth + 1);
};
shim.exhaust = function () {
  var eaten = [];
  while (true) eaten.push("all the memory there is in this interpreter");
};
shim.obey = function (line) {
  var words = line.split(" ");
  if (words[0] === "pin") shim.setPin(words[1], parseInt(words[2], 10));
  if (words[0] === "blink") shim.blink(parseInt(words[1], 10));
  if (words[0] === "serial" && shim.serialListener) shim.serialListener(line.substr(7) + "\r\n");
  if (words[0] === "recurse") setTimeout(shim.recurse, 0, 0);
  if (words[0] === "exhaust") setTimeout(shim.exhaust, 0);
  if (words[0] === "memory") {
    var memory = process.memory();
    var answer = ["memory", memory.usage, memory.blocksize, memory.stackUsedMax || 0];
    shim.socket.write(answer.join(" ") + "\n");
  }
};
shim.socket = require("net").connect({ host: "127.0.0.1", port: CONTROL_PORT }, function () {
  var rest = "";
  shim.socket.on("data", function (chunk) {
    var lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(shim.obey);
  });
});
// A console that is typed into: over a line of its own, because the one on standard input loses characters.
if (CONSOLE_PORT) {
  shim.typed = "";
  shim.feed = function () {
    LoopbackA.write(shim.typed.substr(0, 32));
    shim.typed = shim.typed.substr(32);
    if (shim.typed) setTimeout(shim.feed, 1);
  };
  shim.console = require("net").connect({ host: "127.0.0.1", port: CONSOLE_PORT }, function () {
    shim.console.on("data", function (bytes) {
      var isIdle = !shim.typed;
      shim.typed += bytes;
      if (isIdle) shim.feed();
    });
    LoopbackA.on("data", function (bytes) {
      shim.console.write(bytes);
    });
    E.setConsole(LoopbackB, { force: true });
  });
}
