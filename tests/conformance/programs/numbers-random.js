// Until somebody seeds it, each boot draws the same numbers.
print(Math.random(), Math.random());
print(E.hwRand(), E.hwRand());
E.srand(5);
print(Math.random());
E.srand(5);
print(Math.random());
E.srand(-77777777);
print(Math.random(), E.hwRand());
