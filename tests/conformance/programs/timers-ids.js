// Ids follow the last timer in the list: those of timers that are gone come again.
print(setTimeout(function () {}, 5));
print(setTimeout(function () {}, 6));
print(setInterval(function () {}, 1000));
clearInterval(3);
print(setTimeout(function () {}, 7));
setTimeout(function () {
  print("all but this one are over");
  print(setTimeout(function () { print("inner"); }, 1));
  setTimeout(function () { clearTimeout(); print(setTimeout(function () {}, 1)); }, 100);
}, 150);
