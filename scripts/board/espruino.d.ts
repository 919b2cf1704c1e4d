/** The part of the npm package `espruino` that is used; it has no types of its own. */
declare module "espruino" {
  /** Loads the package into globals, then calls back. */
  export function init(loaded: () => void): void;
}
