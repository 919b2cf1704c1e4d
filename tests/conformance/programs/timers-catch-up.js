// After a block an interval runs as often as it is late; two take turns.
var a = 0, b = 0, order = "";
setTimeout(function () { block(500); order += "|"; }, 5);
setInterval(function () { a++; order += "a"; }, 100);
setInterval(function () { b++; order += "b"; }, 200);
setTimeout(function () { clearInterval(); print(order); }, 750);
