// Arrays and objects as the interpreter has them.
print([3, 1, 2].sort().join(), [10, 9, 1].sort().join(), [10, 9, 1].sort(function (a, b) { return a - b; }).join());
print([1, 2, 3].indexOf(2), [1, 2, 3].includes(3), [1, [2, 3]].join(), [1, 2, 3, 4].splice(1, 2).join());
var list = [1, 2, 3];
list.reverse();
print(list.join(), list.concat([9], 8).join(), list.slice(-1).join(), list.fill(0).join());
print(typeof Object.freeze, typeof Number.isInteger, typeof Map);
print(typeof Math.trunc, typeof Array.from, typeof Promise, typeof Symbol);
var o = {};
o.b = 1; o.a = 2;
for (var k in o) print(k, o[k]);
print([1, 2, 3].reduce(function (a, b) { return a + b; }), [1, 2, 3].find(function (x) { return x > 1; }));
