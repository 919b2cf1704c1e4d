/** The interpreter's variables: all that the application's data and code live in. */
export interface Memory {
  freeVars(): number;
}
