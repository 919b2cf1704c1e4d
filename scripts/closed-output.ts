/** What happens when nobody reads our output any more, as after `npm run broker | head -1`. */

/** Lets the process go on without its output; a broker has more to do than to print. */
export function surviveClosedOutput(): void {
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
}
