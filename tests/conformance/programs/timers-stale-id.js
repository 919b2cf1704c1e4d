// The id of a timeout that has run may by now be another's, which clearTimeout then takes away.
var stale = setTimeout(function () { print("first"); }, 10);
setTimeout(function () {
  var other = setTimeout(function () { print("second never comes"); }, 30);
  print(other);
  print(stale);
  clearTimeout(other);
}, 20);
setTimeout(function () {
  clearTimeout();
  var old = setTimeout(function () { print("old"); }, 5);
  setTimeout(function () { print("helper"); }, 1);
  clearTimeout(2);
  setTimeout(function () { print("kept?"); }, 10);
  clearTimeout(2);
  print(old);
}, 60);
