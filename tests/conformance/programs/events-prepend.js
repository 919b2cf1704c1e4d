// prependListener; there is no once and no off.
E.on("x", function () { print("on"); });
E.prependListener("x", function () { print("prepended"); });
E.emit("x");
print(typeof E.once, typeof E.off);
