/**
 * Promise as the interpreter has it: what `then` was given runs from the queue of events, in the
 * order of node, before a timer. There are `then`, `catch`, `all`, `resolve` and `reject`, no more. A
 * rejection for which there is no reaction at the time is an exception.
 */
import type { DeviceCallback, Enter } from "./emitter";

type Settle = (value: unknown) => void;
type State = "pending" | "fulfilled" | "rejected";

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

/** The class of one boot. */
export function createPromiseClass(enter: Enter): unknown {
  class DevicePromise {
    #state: State = "pending";
    #value: unknown;
    #reactions: Reaction[] = [];

    constructor(executor: unknown) {
      if (typeof executor !== "function")
        throw new Error("Function required in promise constructor");
      const { resolve, reject } = this.#resolver();
      try {
        executor(
          (value: unknown) => enter(resolve, value),
          (error: unknown) => enter(reject, error),
        );
      } catch (error) {
        enter(reject, error);
      }
    }

    static resolve(value: unknown): DevicePromise {
      if (value instanceof DevicePromise) return value;
      const promise = DevicePromise.#create();
      enter(promise.#resolver().resolve, value);
      return promise;
    }

    static reject(error: unknown): DevicePromise {
      const promise = DevicePromise.#create();
      enter(promise.#resolver().reject, error);
      return promise;
    }

    static all(given: Iterable<unknown>): DevicePromise {
      const results = [...given];
      let left = 0;
      const promise = new DevicePromise((resolve: Settle, reject: Settle) => {
        results.forEach((item, index) => {
          if (!(item instanceof DevicePromise)) return;
          left += 1;
          const keep = (value: unknown) => {
            results[index] = value;
            left -= 1;
            if (left === 0) resolve(results);
          };
          item.then(keep, reject);
        });
        if (left === 0) resolve(results);
      });
      return promise;
    }

    static #create(): DevicePromise {
      return new DevicePromise(() => {});
    }

    // biome-ignore lint/suspicious/noThenProperty: this is the promise of the virtual board.
    then(onFulfilled?: unknown, onRejected?: unknown): DevicePromise {
      const promise = DevicePromise.#create();
      const reaction = { onFulfilled, onRejected, next: promise.#resolver() };
      if (this.#state === "pending") this.#reactions.push(reaction);
      else enter(() => this.#react(reaction));
      return promise;
    }

    catch(onRejected: unknown): DevicePromise {
      return this.then(undefined, onRejected);
    }

    #resolver(): Resolver {
      let isSettled = false;
      const settle = (state: State, value: unknown) => {
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

    /** Becomes what another promise, or something like one, becomes. */
    #follow(value: unknown, then: DeviceCallback): void {
      const { resolve, reject } = this.#resolver();
      try {
        then.call(value, resolve, reject);
      } catch (error) {
        reject(error);
      }
    }

    #seal(state: State, value: unknown): void {
      this.#state = state;
      this.#value = value;
      const reactions = this.#reactions;
      this.#reactions = [];
      for (const reaction of reactions) enter(() => this.#react(reaction));
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
  return DevicePromise;
}
