/** What a proxy is told to do, in words: `delay=200ms,drop=2/min,hold=1/min`. */

export interface ProxyRules {
  /** Of every byte, each way. */
  readonly delayMs: number;
  /** Connections of the whole fleet that this befalls in a minute. */
  readonly dropPerMinute: number;
  /** One direction is swallowed, the connection stays. */
  readonly halfOpenPerMinute: number;
  /** Both directions stand still for some seconds. */
  readonly holdPerMinute: number;
  /** What a device has said is said again on a connection of its own. */
  readonly replayPerMinute: number;
}

const NO_RULES: ProxyRules = {
  delayMs: 0,
  dropPerMinute: 0,
  halfOpenPerMinute: 0,
  holdPerMinute: 0,
  replayPerMinute: 0,
};

const RATE_FIELDS = {
  drop: "dropPerMinute",
  "half-open": "halfOpenPerMinute",
  hold: "holdPerMinute",
  replay: "replayPerMinute",
} as const;

const EXAMPLE = "delay=200ms,drop=2/min,half-open=1/min,hold=1/min,replay=1/min";

function readRule(rule: string): Partial<ProxyRules> {
  const [name = "", value = ""] = rule.split("=");
  const delay = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value);
  if (name === "delay" && delay) {
    return { delayMs: Number(delay[1]) * (delay[2] === "s" ? 1000 : 1) };
  }
  const rate = /^(\d+(?:\.\d+)?)\/(s|min|h)$/.exec(value);
  if (Object.hasOwn(RATE_FIELDS, name) && rate) {
    const perMinute = { s: 60, min: 1, h: 1 / 60 }[rate[2] as "s" | "min" | "h"];
    return { [RATE_FIELDS[name as keyof typeof RATE_FIELDS]]: Number(rate[1]) * perMinute };
  }
  throw new RangeError(`The proxy cannot be told "${rule}"; write it like ${EXAMPLE}.`);
}

/** Reads the words. Throws a RangeError naming the first that is none. */
export function readProxyRules(words: string): ProxyRules {
  const rules = words.split(",").map((word) => readRule(word.trim()));
  return Object.assign({ ...NO_RULES }, ...rules) as ProxyRules;
}

/** The share of one of several proxies, so that all together do what the rules say. */
export function shareOfRules(rules: ProxyRules, proxies: number): ProxyRules {
  return {
    delayMs: rules.delayMs,
    dropPerMinute: rules.dropPerMinute / proxies,
    halfOpenPerMinute: rules.halfOpenPerMinute / proxies,
    holdPerMinute: rules.holdPerMinute / proxies,
    replayPerMinute: rules.replayPerMinute / proxies,
  };
}
