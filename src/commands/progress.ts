import cliProgress from 'cli-progress';

export interface Progress {
  update(done: number): void;
  /** How far it has come. */
  done(): number;
  stop(): void;
}

/**
 * A bar on a terminal, nothing elsewhere.
 *
 * @param what  is counted, as in `rows`
 * @param total  null when it is not known
 */
export function startProgress(
  wanted: boolean,
  what: string,
  total: number | null = null,
): Progress {
  const showing = wanted && process.stderr.isTTY === true;
  const amount = total === null ? '{value}' : '{bar} {value} of {total}';
  const format = `${amount} ${what}, {duration_formatted}`;
  const bar = new cliProgress.SingleBar({ format, noTTYOutput: false });
  let seen = 0;
  if (showing) bar.start(total ?? 0, 0);
  return {
    update: (done) => {
      seen = done;
      if (showing) bar.update(done);
    },
    done: () => seen,
    stop: () => bar.stop(),
  };
}
