// Errors pass through to catch; thenables and promises are waited for.
Promise.reject(new Error("no")).then(function () { print("never"); }).catch(function (e) {
  print("caught", e.message);
  return "back";
}).then(function (v) { print(v); throw new Error("again"); }).then(undefined, function (e) {
  print("second", e.message);
});
new Promise(function (resolve) { setTimeout(resolve, 50, "late"); }).then(function (v) { print(v); });
Promise.all([1, Promise.resolve(2), new Promise(function (r) { setTimeout(r, 200, 3); })]).then(function (v) {
  print(JSON.stringify(v));
});
print(typeof Promise.race, typeof Promise.resolve(1).finally);
