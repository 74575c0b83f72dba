import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

export interface TestRedis {
  readonly url: string;
  /** A connection of the test's own, to look with. */
  readonly client: Redis;
  /** Forgets everything, as a crash without persistence does. */
  flush(): Promise<void>;
  /** Ends the server at once, with all that it holds; `start` starts an empty one at the same address. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Redis on a free port of this machine, without persistence; it ends with the test process. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let crash = await launch(port);
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url,
    client,
    flush: async () => {
      await client.flushall();
    },
    crash: () => crash(),
    start: async () => {
      crash = await launch(port);
      await client.ping();
    },
    stop: async () => {
      client.disconnect();
      await crash();
    },
  };
}

/** Starts the server; returns what ends it. */
async function launch(port: number): Promise<() => Promise<void>> {
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  await once(server, 'spawn');
  return async () => {
    process.off('exit', kill);
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    kill();
    await ended;
  };
}
