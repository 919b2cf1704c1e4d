/** The address on a label is one that a phone can open and that everybody may read. */
import { expect, test } from "vitest";
import { cabinetPageUrl, PAGE_URL_LENGTH_MAX, readPageUrl } from "../../../scripts/label/page-url";

test.each([
  ["https://aed.example.org", "https://aed.example.org/cabinets/anyang-0042"],
  ["https://aed.example.org/", "https://aed.example.org/cabinets/anyang-0042"],
  ["http://192.0.2.1:8080/aed//", "http://192.0.2.1:8080/aed/cabinets/anyang-0042"],
  ["https://제세동기.example", "https://xn--ok0b90in3muvg.example/cabinets/anyang-0042"],
])("%s", (text, page) => {
  expect(cabinetPageUrl(readPageUrl(text), "anyang-0042")).toBe(page);
});

test.each([
  ["aed.example.org", "write it as https://host"],
  ["", "write it as https://host"],
  ["ftp://aed.example.org", "it must begin with https://"],
  ["javascript:alert(1)", "it must begin with https://"],
  [`https://${"a".repeat(PAGE_URL_LENGTH_MAX)}.example`, "at most; shorten it"],
])('"%s" is refused', (text, sentence) => {
  expect(() => readPageUrl(text)).toThrow(sentence);
});

test.each([
  "https://user@aed.example.org",
  "https://user:s3cret@aed.example.org",
  "https://:s3cret@aed.example.org",
  "https://aed.example.org/?token=s3cret",
  "https://aed.example.org/#s3cret",
  "https://aed.example.org/?",
])("%s could carry a secret, so it is refused and not repeated", (text) => {
  const reading = () => readPageUrl(text);

  expect(reading).toThrow("everybody can read a label");
  expect(reading).not.toThrow(/s3cret/);
});
