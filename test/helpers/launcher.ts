import { resolve } from 'node:path';

/**
 * What starts the command line: the compiled program where `npm test` has made it, which begins in half the time, else the
 * TypeScript as it stands.
 */
export const launcher = resolve(
  import.meta.dirname,
  '../..',
  process.env.CADENCE_LAUNCHER ?? 'src/launch.mjs',
);
