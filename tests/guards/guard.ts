/** One guard: the lines of the product that keep a promise, and the tests that must miss them. */
export interface Guard {
  /** The promise, in the words of the design. */
  readonly promise: string;
  readonly file: string;
  /** Text that occurs exactly once in `file`; replacing it takes the guard out. */
  readonly find: string;
  readonly replace: string;
  /** Test files or folders, of which at least one test must then fail. */
  readonly tests: readonly string[];
}
