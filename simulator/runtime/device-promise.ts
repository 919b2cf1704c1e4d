/**
 * Promise as the interpreter has it: what `then` was given runs from the queue of events, in the
 * order of node, before a timer. There are `then`, `catch`, `all`, `resolve`, `reject`, no more. A
 * rejection for which there is no reaction at the time is an exception.
 */
import type { DeviceCallback, Enter } from "./emitter";

type Settle = (value: unknown) => void;

interface Reaction {
  readonly onFulfilled: unknown;
  readonly onRejected: unknown;
  readonly next: Resolver;
}

/** The functions that settle one promise; the first call counts. */
interface Resolver {
  readonly resolve: Settle;
  readonly reject: Settle;
}

function thenOf(value: unknown): DeviceCallback | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { then } = value as { then?: unknown };
  return typeof then === "function" ? (then as DeviceCallback) : undefined;
}

class DevicePromise {
  #state: "pending" | "fulfilled" | "rejected" = "pending";
  #value: unknown;
  #reactions: Reaction[] = [];

  constructor(private readonly enter: Enter) {}

  // biome-ignore lint/suspicious/noThenProperty: the board's Promise has to be a thenable.
  then(onFulfilled?: unknown, onRejected?: unknown): DevicePromise {
    const promise = new DevicePromise(this.enter);
    const reaction = { onFulfilled, onRejected, next: promise.resolver() };
    if (this.#state === "pending") this.#reactions.push(reaction);
    else this.enter(() => this.#react(reaction));
    return promise;
  }

  catch(onRejected: unknown): DevicePromise {
    return this.then(undefined, onRejected);
  }

  resolver(): Resolver {
    let isSettled = false;
    const settle = (state: "fulfilled" | "rejected", value: unknown) => {
      if (isSettled) return;
      isSettled = true;
      if (value === this) throw new Error("Illegal resolving to self");
      const then = state === "fulfilled" ? thenOf(value) : undefined;
      if (then) this.#follow(value, then);
      else this.#seal(state, value);
    };
    return {
      resolve: (value) => settle("fulfilled", value),
      reject: (error) => settle("rejected", error),
    };
  }

  /** A resolver that waits in the queue of events. */
  queuedResolver(): Resolver {
    const { resolve, reject } = this.resolver();
    return {
      resolve: (value) => this.enter(resolve, value),
      reject: (error) => this.enter(reject, error),
    };
  }

  /** Becomes what another promise, or something like one, becomes. */
  #follow(value: unknown, then: DeviceCallback): void {
    const { resolve, reject } = this.resolver();
    try {
      then.call(value, resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  #seal(state: "fulfilled" | "rejected", value: unknown): void {
    this.#state = state;
    this.#value = value;
    const reactions = this.#reactions;
    this.#reactions = [];
    for (const reaction of reactions) this.enter(() => this.#react(reaction));
    if (state === "rejected" && reactions.length === 0) {
      throw new Error(`Unhandled promise rejection: ${String(value)}`);
    }
  }

  #react({ onFulfilled, onRejected, next }: Reaction): void {
    const isFulfilled = this.#state === "fulfilled";
    const callback = isFulfilled ? onFulfilled : onRejected;
    if (typeof callback !== "function") {
      if (isFulfilled) next.resolve(this.#value);
      else next.reject(this.#value);
      return;
    }
    let value: unknown;
    try {
      value = callback(this.#value);
    } catch (error) {
      next.reject(error);
      return;
    }
    next.resolve(value);
  }
}

function createPromise(enter: Enter, executor: unknown): DevicePromise {
  if (typeof executor !== "function") throw new Error("Function required in promise constructor");
  const promise = new DevicePromise(enter);
  const { resolve, reject } = promise.queuedResolver();
  try {
    executor(resolve, reject);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/** Settled by what the list holds, once that is. */
function all(enter: Enter, given: Iterable<unknown>): DevicePromise {
  const results = [...given];
  let left = results.filter((item) => item instanceof DevicePromise).length;
  return createPromise(enter, (resolve: Settle, reject: Settle) => {
    if (left === 0) resolve(results);
    results.forEach((item, index) => {
      if (!(item instanceof DevicePromise)) return;
      const keep = (value: unknown) => {
        results[index] = value;
        left -= 1;
        if (left === 0) resolve(results);
      };
      item.then(keep, reject);
    });
  });
}

/** The global Promise of one boot, whose queue of events `enter` fills. */
export function createPromiseClass(enter: Enter): unknown {
  const settled = (way: keyof Resolver, value: unknown) => {
    const promise = new DevicePromise(enter);
    promise.queuedResolver()[way](value);
    return promise;
  };
  function PromiseOfBoot(executor: unknown): DevicePromise {
    return createPromise(enter, executor);
  }
  return Object.assign(PromiseOfBoot, {
    prototype: DevicePromise.prototype,
    resolve: (value: unknown) => {
      return value instanceof DevicePromise ? value : settled("resolve", value);
    },
    reject: (error: unknown) => settled("reject", error),
    all: (given: Iterable<unknown>) => all(enter, given),
  });
}
