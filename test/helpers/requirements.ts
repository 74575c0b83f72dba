import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const list = join(tmpdir(), `cadence-skipped-${process.ppid}`);

const packages = {
  'redis-server': 'redis-server',
  chromium: 'chromium',
  dovecot: 'dovecot-imapd',
} as const;

/**
 * Whether a program that a suite needs is there. Where it is not, the suite may be skipped, which is told in one line at the
 * end of the run; in CI it is a failure.
 */
export function has(program: keyof typeof packages): boolean {
  if (spawnSync('which', [program]).status === 0) return true;
  tell(program, `apt-get install ${packages[program]}`);
  return false;
}

/** Has it told at the end of the run that something is not here. @throws in CI, where it must be */
export function tell(missing: string, remedy: string): void {
  if (process.env.CI !== undefined) throw new Error(`CI needs ${missing}: ${remedy}`);
  appendFileSync(list, `${missing}\n`);
}

/** One visible line at the end about what could not run. */
export function tellSkipped(): void {
  const path = join(tmpdir(), `cadence-skipped-${process.pid}`);
  if (!existsSync(path)) return;
  const missing = [...new Set(readFileSync(path, 'utf8').trim().split('\n'))];
  rmSync(path);
  process.stderr.write(
    `\nSKIPPED: suites that need ${missing.join(' and ')}, not installed here\n`,
  );
}
