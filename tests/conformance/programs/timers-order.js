// Timers that are due together run in the order in which they were made, not in that of their due time.
setTimeout(function () { print("A 60"); }, 60);
setTimeout(function () { print("B 40"); }, 40);
setTimeout(function () { print("C 50"); }, 50);
setTimeout(function () { print("blocked"); block(150); }, 5);
