import { pino } from 'pino';

/** Structured log, one event a line. Keys: `enrolmentId`, `touchId`, `cadence`, `step`, `event`. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** Paths that must never reach a log line, wherever they stand. */
const redacted = [
  'authorization',
  '*.authorization',
  'token',
  '*.token',
  'secret',
  '*.secret',
  'password',
  '*.password',
  'text',
  '*.text',
  'html',
  '*.html',
  'email',
  '*.email',
  'address',
  '*.address',
];

/**
 * Opens the log on standard error, so that standard output stays the data of the command.
 *
 * @param level  a pino level, or `silent`
 */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, redact: { paths: redacted, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}
