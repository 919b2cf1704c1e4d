/** The interpreter's variables: all that the application's data and code live in. */
export interface Memory {
  /** Free now, garbage not counted: it is collected first. */
  freeVars(): number;
}
