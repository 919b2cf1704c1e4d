/** A table of cabinets is read as spreadsheets write it, and each row is judged by itself. */
import { expect, test } from "vitest";
import {
  judgeRows,
  readTable,
  readTableFile,
  TABLE_ROWS_MAX,
  type TableRow,
  verdictLine,
} from "../../scripts/registration-table";
import { registrationOf, START_MS } from "../broker/support/test-broker";

const HEADER = "id,site,place,model,lat,lon";
const ROW = "anyang-0001,만안구청,로비,cu-sp1,37.39,126.92";
/** "만안구청" in CP949. */
const MANAN_CP949 = Buffer.from("b8b8bec8b1b8c3bb", "hex");
/** In CP949, but not in the older EUC-KR. */
const PEP_CP949 = Buffer.from("bc84", "hex");

function read(text: string) {
  return readTable(Buffer.from(text), "cabinets.csv");
}

function judge(rows: readonly TableRow[], isReplacing = false, ids: readonly string[] = []) {
  const position = { latitude: null, longitude: null };
  const known = ids.map((id) => ({ ...registrationOf(id), ...position, confirmedAtMs: null }));
  return judgeRows(rows, { known, isReplacing, nowMs: START_MS });
}

test("a row becomes what the options of the same names would say", () => {
  const { encoding, rows } = read(`${HEADER}\n${ROW}\n`);

  expect(encoding).toBe("UTF-8");
  expect(rows).toEqual([
    {
      row: 2,
      request: {
        id: "anyang-0001",
        site: "만안구청",
        place: "로비",
        model: "cu-sp1",
        lat: "37.39",
        lon: "126.92",
      },
    },
  ]);
  expect(judge(rows).map(verdictLine)).toEqual(["row 2: anyang-0001, 만안구청 (로비), ok"]);
});

test("byte order mark, CRLF, quotes, blanks, empty cells and empty rows are no trouble", () => {
  const { rows } = read(
    "\uFEFFID, Site ,place,model,lat\r\n\r\n" +
      ' a-1 ,"홀, ""본관""",b,cu-sp1,\r\n,,,,\r\na-2,c,d,cr2,\r\n',
  );

  expect(rows).toEqual([
    { row: 3, request: { id: "a-1", site: '홀, "본관"', place: "b", model: "cu-sp1" } },
    { row: 5, request: { id: "a-2", site: "c", place: "d", model: "cr2" } },
  ]);
});

test("a table of Korean Excel is recognised as CP949", () => {
  const start = Buffer.from("id,site,place,model\r\na-1,");
  const bytes = Buffer.concat([start, MANAN_CP949, PEP_CP949, Buffer.from(",x,cu-sp1\r\n")]);

  const { encoding, rows } = readTable(bytes, "cabinets.csv");

  expect(encoding).toBe("CP949");
  expect(rows[0]!.request.site).toBe("만안구청펲");
});

test.each([
  ["id,site,colour\na-1,x,red", 'has an unknown column "colour". The columns are id, site'],
  ["id,site,id\na-1,x,a-2", 'has the column "id" twice'],
  ["site,place\nx,y", 'has no column "id"'],
  ["", 'has an unknown column "". The columns are'],
  [`${HEADER}\n\n`, "has no row below its header"],
  [`${HEADER}\n"a-1,x`, "is no table of comma-separated values"],
])("%j is refused as a whole", (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});

test("a spreadsheet that was not saved as text is refused", () => {
  const bytes = Buffer.from("504b0304140000ff", "hex");

  expect(() => readTable(bytes, "cabinets.xlsx")).toThrow(
    /is no text in UTF-8 or CP949.*CSV UTF-8/,
  );
});

test("a file that is not there is named", () => {
  expect(() => readTableFile("nowhere.csv")).toThrow(/--csv "nowhere.csv" cannot be read .*ENOENT/);
});

test("as many rows as the limit are taken, one more is not", () => {
  const rows = Array.from({ length: TABLE_ROWS_MAX }, (_, index) => `a-${index}`).join("\n");

  expect(read(`id\n${rows}`).rows).toHaveLength(TABLE_ROWS_MAX);
  expect(() => read(`id\n${rows}\nz-1`)).toThrow(/20001 rows; at most 20000 .* several files/);
});

test("each bad row is told with its number, the value and the rule", () => {
  const { rows } = read(
    [
      HEADER,
      ROW,
      "anyang-0002,a,b,cu-sp1,137,1",
      "Anyang,a,b,cu-sp1,,",
      "anyang-0004,a,1층, 로비,cu-sp1,,",
      ",a,b,cu-sp1,,",
      "anyang-0006,a,,cu-sp1,,",
    ].join("\n"),
  );

  expect(judge(rows).map(verdictLine)).toEqual([
    "row 2: anyang-0001, 만안구청 (로비), ok",
    expect.stringMatching(/^row 3: anyang-0002: lat is "137"; it must be decimal degrees/),
    expect.stringMatching(/^row 4: Anyang: id is "Anyang"; it must be 3 to 32/),
    expect.stringMatching(/^row 5: anyang-0004: it has 7 cells, the header has 6\. .*quotes/),
    expect.stringMatching(/^row 6: id is missing/),
    expect.stringMatching(/^row 7: anyang-0006: place is missing/),
  ]);
});

test("the same id twice is refused, with the row that has it first", () => {
  const { rows } = read(`${HEADER}\n${ROW}\na-2,a,b,cr2,,\n${ROW}`);

  expect(judge(rows).map(({ problem }) => problem)).toEqual([
    undefined,
    undefined,
    "anyang-0001 is in row 2 already. Leave one of the two out.",
  ]);
});

test("a registered id is refused unless it is to be replaced", () => {
  const { rows } = read(`${HEADER}\n${ROW}`);

  const [refused] = judge(rows, false, ["anyang-0001"]);
  const [replaced] = judge(rows, true, ["anyang-0001"]);

  expect(refused).toMatchObject({ problem: expect.stringContaining("Add --replace") });
  expect(replaced).toMatchObject({ registration: { id: "anyang-0001", siteKo: "만안구청" } });
});
