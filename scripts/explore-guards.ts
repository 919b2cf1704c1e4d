/** x */
export async function runExploreGuards(_words: readonly string[]): Promise<number> {
  return 0;
}
