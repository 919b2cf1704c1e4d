/**
 * The address that a cabinet's label carries: a page of the broker, which anybody may photograph.
 * Therefore nothing that looks like a secret is taken into it.
 */
import { UsageError } from "../command-line";

/** With a longer address the squares of the code become too small for a phone to read. */
export const PAGE_URL_LENGTH_MAX = 150;

/** It does not repeat what it found. */
function secretSentence(found: string): string {
  return `--page-url has a ${found} in it; everybody can read a label, so leave that out.`;
}

/** The base address in `text`, without a slash at its end; throws a UsageError. */
export function readPageUrl(text: string): string {
  const fail = (rule: string): never => {
    throw new UsageError(`--page-url is "${text}"; ${rule}.`);
  };
  if (!URL.canParse(text)) return fail("write it as https://host or https://host/path");
  const { protocol, username, password, search, hash, href } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return fail("it must begin with https://");
  if (username !== "" || password !== "") throw new UsageError(secretSentence("name or password"));
  if (search !== "" || hash !== "" || /[?#]$/.test(href)) {
    throw new UsageError(secretSentence("? or #"));
  }
  const base = href.replace(/\/+$/, "");
  if (base.length > PAGE_URL_LENGTH_MAX) {
    return fail(`it may have ${PAGE_URL_LENGTH_MAX} characters at most; shorten it`);
  }
  return base;
}

/** The page of a cabinet. */
export function cabinetPageUrl(pageUrl: string, cabinetId: string): string {
  return `${pageUrl}/cabinets/${cabinetId}`;
}
