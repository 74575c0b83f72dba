/**
 * The longest list that is part of both lists in the same order: what an edit has left where it was.
 *
 * Plain dynamic programming, quadratic in time and space: made for the steps of a cadence and the lines of a mail.
 */
export function longestKept(from: readonly string[], to: readonly string[]): string[] {
  const width = to.length + 1;
  const lengths = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept: string[] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    const line = from[i];
    if (line !== undefined && line === to[j]) {
      kept.push(line);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}
