// Numbers are written with some eleven digits.
print(JSON.stringify([1, -1, 0.1, 1.5, 100, 1e5, 123456789, 1700000000, -0.25]));
print(JSON.stringify(1 / 3), JSON.stringify(1700000000.123), JSON.stringify(2 / 3));
print(JSON.stringify(1e9), JSON.stringify(1e15), JSON.stringify(12345678.9), JSON.stringify(1e-7));
print(JSON.stringify([NaN, Infinity, -Infinity]), NaN, Infinity);
print(1 / 3, 100 / 3, 0.1 + 0.2, 1e10 + 0.5, 123456.789);
print(String(1 / 7), String(0.00001234));
print(JSON.stringify({ at: 1764000000.5, mv: 3300, t: 21.437 }));
print(1 << 31, (1 << 31) >>> 0, ~5, 5 / 0, 7 % 3, -7 % 3);
print(Math.round(2.5), Math.round(-1.5), Math.round(-0.4), Math.floor(-1.5), Math.ceil(1.2));
print(JSON.stringify([1e21, 1.5e22, 123456789012, 0.1 + 0.7, 99.995, 1e-6, 0.000123456789, 1 / 3e7, 5e-324, 1.7976931348623157e308]));
print(JSON.stringify([-1 / 3, -0, 0.9999999999, 1.00000001, 4294967296.5, 2147483648, -2147483649, 1e16 + 2]));
