// The parser is lenient; of a key that comes twice the first counts.
function parsed(text) {
  try { print(text, "->", JSON.stringify(JSON.parse(text))); } catch (e) { print(text, "-> error"); }
}
var twice = JSON.parse('{"a":1,"b":2,"a":{"c":3}}');
print(twice.a, twice.b);
parsed("[1,2,]");
parsed('{"a":1,}');
parsed("1 2");
parsed("[1] rubbish");
parsed("'single'");
parsed("0x10");
parsed("007");
parsed("-5");
parsed(" [ 1 , true , false , null ] ");
parsed("");
parsed("{");
parsed("[1");
parsed('"open');
parsed("undefined");
parsed("nonsense");
parsed('{a:1}');
parsed("{'a':'b'}");
parsed('"\\u0041\\n\\/\\x42"');
parsed("1e3");
parsed("1.5");
parsed("+1");
parsed("NaN");
parsed("[1,,2]");
parsed("12345678901234567890");
[
  "010", "08", ".5", "5.", "1_000", "1e-2", "-0x10", "- 5", "0b101", "0o17", "0x", "1.5.5", "1e400", "123abc",
  "tru", "truex", "null,", "[,1]", "[1 2]", '{"a":}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1', '{"a"', "{}x", "[]", "{1:2}",
  '"\\q\\0\\101"', '"a\nb"', '"\\u00', "`x`", "// c\n1", "/* c */ [ 2 ]", "\t\n3", '{"":1}', "[[[]]]", "[undefined]", "[1,NaN]",
  "4294967296.5", "[true false]", "@", "]", '{"a":[1,{"b":"c\\"d"}]}'
].forEach(parsed);
print(typeof JSON.parse("null"), typeof JSON.parse(5), JSON.parse(true));
