// Error flags are told by an event, and taken by reading them.
print(JSON.stringify(E.getErrorFlags()));
E.on("errorFlag", function (flags) {
  print("flag", flags.join());
  print(E.getErrorFlags().join());
  print(E.getErrorFlags().length);
});
print("none so far");
