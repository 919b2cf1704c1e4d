/**
 * Makes foreign text harmless where it is shown: names, places and printed lines come from
 * devices, and a device may say anything. One function per place that text can end up in.
 */

/** Control characters, half surrogate pairs, and marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** XML 1.0 has no place for these, not even as an entity; or it discourages them. */
const NOT_XML = /[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function withEntities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** On one line of a terminal or a page, without escape sequences: what is unprintable is `�`. */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, "\ufffd");
}

/** In the text or in a quoted attribute of an HTML page. */
export function escapeHtml(text: string): string {
  return withEntities(plainText(text));
}

/** In the text or in a quoted attribute of XML 1.0; line feeds in attributes stay line feeds. */
export function escapeXml(text: string): string {
  return withEntities(text.replace(NOT_XML, "")).replace(/[\t\n\r]/g, (character) => {
    return `&#${character.charCodeAt(0)};`;
  });
}

/** As the content of a `<script type="application/json">`, which nothing in it can end. */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
