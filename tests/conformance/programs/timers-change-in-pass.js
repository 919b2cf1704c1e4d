// A callback that takes another due timer away, and one that takes itself away.
var second;
var self = setInterval(function () { print("self"); clearInterval(self); }, 100);
setTimeout(function () { print("first"); clearTimeout(second); block(400); }, 200);
second = setTimeout(function () { print("second never"); }, 210);
setTimeout(function () { print("third"); }, 220);
