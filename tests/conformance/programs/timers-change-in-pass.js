// A callback that takes another due timer away, and one that takes itself away.
var second;
var self = setInterval(function () { print("self"); clearInterval(self); }, 10);
setTimeout(function () { print("first"); clearTimeout(second); block(40); }, 20);
second = setTimeout(function () { print("second never"); }, 21);
setTimeout(function () { print("third"); }, 22);
