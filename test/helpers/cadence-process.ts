import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Config } from '../../src/config.ts';
import { launcher } from './launcher.ts';
import { waitFor } from './wait.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ExitOf {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `cadence …` as a process of its own, ready. */
export interface CadenceProcess {
  /** Where its API listens; empty when it has none. */
  readonly url: string;
  /** Everything it has written. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** How it ended; waits for that, not for ever. */
  ended(withinMs?: number): Promise<ExitOf>;
  /** Ends it at once, unless it has ended. */
  kill(): Promise<void>;
}

/** Starts a command that stays, and waits until it says `ready`. Whoever starts it sees to it that it is killed in the end. */
export async function startCadence(
  args: readonly string[],
  environment: Environment,
): Promise<CadenceProcess> {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exit = endOf(child);
  void exit.then(() => process.off('exit', kill));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  let over = false;
  void exit.then(() => {
    over = true;
  });
  const [, url = ''] = await waitFor(
    `cadence ${args.join(' ')} to be ready`,
    () => {
      if (over) throw new Error(`cadence ${args.join(' ')} ended at once: ${output}`);
      return /^ready(?: on (\S+))?$/m.exec(output);
    },
    60_000,
  );
  return {
    url,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    ended: async (withinMs = 30_000) => {
      await waitFor(`cadence ${args.join(' ')} to end: ${output}`, () => over, withinMs);
      return exit;
    },
    kill: async () => {
      if (!over) child.kill('SIGKILL');
      await exit;
    },
  };
}

async function endOf(child: ChildProcess): Promise<ExitOf> {
  const [code, signal] = await once(child, 'exit');
  return { code, signal };
}

/** The environment in which a process works on the same installation as a test. */
export function environmentOf(config: Config): Record<string, string> {
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
    LOG_LEVEL: 'warn',
  };
}
