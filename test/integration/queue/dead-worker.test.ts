import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTouchQueue, startTouchWorker } from '../../../src/queue/touch-queue.ts';
import { has } from '../../helpers/requirements.ts';
import { waitFor } from '../../helpers/wait.ts';
import { keepLog, openBackend } from './open-backend.ts';

const kinds = has('redis-server') ? (['redis', 'postgres'] as const) : (['postgres'] as const);

test.concurrent.for(kinds)(
  'on %s a job whose worker is gone is with another one within 15 s',
  async (kind, { onTestFinished }) => {
    const server = await openBackend(kind);
    onTestFinished(() => server.stop());
    const { log } = keepLog();
    const queue = openTouchQueue(server.backend, log);
    const job = { touchId: randomUUID(), fence: 1 };
    let begun = false;
    const dead = startTouchWorker(
      server.backend,
      1,
      () => {
        begun = true;
        return new Promise(() => {});
      },
      log,
    );
    await queue.add([{ ...job, delayMs: 0 }]);
    await waitFor('it is under way', () => begun);
    const handled: string[] = [];
    const other = startTouchWorker(server.backend, 1, async (id) => void handled.push(id), log);
    await dead.abandon();
    await waitFor('the other worker has it', () => handled.length > 0, 15_000);
    expect(handled).toEqual([job.touchId]);
    await other.drain();
    await queue.close();
  },
);
