// Methods of text that differ or might.
print("abcabc".indexOf("bc"), "abcabc".indexOf("bc", 2), "abc".indexOf("abcd"), "aab".indexOf("ab"));
print("abc".indexOf(""), "abc".lastIndexOf("c"), "x".padStart(3, "0"), "x".padEnd(3) + "|");
print("a,b,,c".split(",").length, JSON.stringify("abc".split("")));
print("abc".substr(-2), "abc".substr(1, 1), "abc".substring(2, 0), "abc".slice(-2), "abc".slice(1, -1));
print("%" + "  x y ".trim() + "%", "Ab".toLowerCase(), "Ab".toUpperCase());
print("abc".charAt(9) === "", "abc"[1], "a-b-c".replace("-", "+"), "a-b-c".replace(/-/g, "+"));
print("abc" < "abd", "a" < "B", "10" < "9", 10 > "9");
print("abc".startsWith("ab"), "abc".endsWith("bc"), "abc".includes("b"), "ab".repeat(3));
print(parseInt("12px"), parseInt("0x1f"), parseInt("z"), parseFloat("1.5e2x"), Number(""), Number("12"));
print(isNaN(parseInt("")), parseInt("11", 2), (255).toString(16), (3.14159).toFixed(2));
