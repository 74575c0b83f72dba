import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A part of the bench that runs in a process of its own and ends with this one. */
export interface Child {
  readonly process: ChildProcess;
  /** Its first line. */
  readonly said: string;
  /** Sends a message and waits for the answer. */
  ask<Answer>(message: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startChild(file: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [first] = child.stdout === null ? [''] : await once(child.stdout, 'data');
  return {
    process: child,
    said: String(first).trim(),
    ask: async <Answer>(message: unknown) => {
      const answer = once(child, 'message');
      child.send(message as never);
      return (await answer)[0] as Answer;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
