// What has no place in JSON.
print(JSON.stringify(undefined), JSON.stringify(null), JSON.stringify(true));
print(JSON.stringify({ a: undefined, f: function () {}, b: 1 }));
print(JSON.stringify([function () {}, undefined, 1]));
print(JSON.stringify({ a: { b: [] , c: {} }, "x y": 1 }));
print(JSON.stringify([]), JSON.stringify({}), JSON.stringify("a/b'c"));
print(JSON.stringify(new Uint8Array([1, 2, 300])));
print(JSON.stringify({ a: 1 }, ["b"]));
