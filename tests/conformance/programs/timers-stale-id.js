// The id of a timeout that has run may by now be another's, which clearTimeout then takes away.
var stale = setTimeout(function () { print("first"); }, 100);
setTimeout(function () {
  var other = setTimeout(function () { print("second never comes"); }, 300);
  print(other);
  print(stale);
  clearTimeout(other);
}, 200);
setTimeout(function () {
  clearTimeout();
  var old = setTimeout(function () { print("old"); }, 50);
  setTimeout(function () { print("helper"); }, 10);
  clearTimeout(2);
  setTimeout(function () { print("kept?"); }, 100);
  clearTimeout(2);
  print(old);
}, 600);
