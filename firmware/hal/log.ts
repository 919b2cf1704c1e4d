/** One line on the console, for a developer with a cable. Blocking, so used rarely. */
export type Log = (line: string) => void;
