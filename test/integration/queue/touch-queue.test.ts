import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Unavailable } from '../../../src/errors.ts';
import {
  openTouchQueue,
  startTouchWorker,
  type TouchJob,
  type TouchQueue,
  type TouchWorker,
} from '../../../src/queue/touch-queue.ts';
import { has } from '../../helpers/requirements.ts';
import { waitFor } from '../../helpers/wait.ts';
import { keepLog, openBackend, type TestBackend } from './open-backend.ts';

const aJob = (): TouchJob => ({ touchId: randomUUID(), fence: 1 });
const now = <T extends TouchJob>(jobs: readonly T[]) => jobs.map((job) => ({ ...job, delayMs: 0 }));
const ids = (jobs: readonly TouchJob[]) => jobs.map((job) => job.touchId).sort();

const kinds = [
  { kind: 'redis', here: has('redis-server') },
  { kind: 'postgres', here: true },
] as const;

for (const { kind, here } of kinds) {
  describe.runIf(here)(`the queue of touches on ${kind}`, () => {
    let server: TestBackend;
    let queue: TouchQueue;
    let workers: TouchWorker[];
    const { log, lines } = keepLog();
    beforeEach(async () => {
      server = await openBackend(kind);
      queue = openTouchQueue(server.backend, log);
      workers = [];
      lines.length = 0;
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.abandon()));
      await queue.close();
      await server.stop();
    });
    const work = (handle: (touchId: string) => Promise<void>, concurrency = 10) => {
      const worker = startTouchWorker(server.backend, concurrency, handle, log);
      workers.push(worker);
      return worker;
    };
    /** A worker that notes whom it handles and when, and holds each until it is let go. */
    const workSlowly = (concurrency = 10) => {
      const begun: string[] = [];
      const ended: string[] = [];
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const worker = work(async (touchId) => {
        begun.push(touchId);
        await gate;
        ended.push(touchId);
      }, concurrency);
      return { worker, begun, ended, letGo };
    };

    test('hands each job to one of two workers by the id of its touch, and forgets it', async () => {
      const handled: string[] = [];
      const note = async (touchId: string) => void handled.push(touchId);
      work(note);
      work(note);
      const jobs = Array.from({ length: 50 }, aJob);
      await queue.add(now(jobs));
      await waitFor('all jobs', () => handled.length >= 50);
      await waitFor('no job left', async () => (await queue.missing(jobs)).length === 50);
      expect(handled.sort()).toEqual(ids(jobs));
      expect(await queue.outstanding()).toBe(0);
    });

    test('adding nothing is no error', async () => {
      await queue.add([]);
      expect(await queue.missing([])).toEqual([]);
      expect(await queue.outstanding()).toBe(0);
    });

    test('leaves a job alone that is there already; another fence is another job', async () => {
      const job = aJob();
      await queue.add(now([job]));
      await queue.add(now([job, job]));
      expect(await queue.outstanding()).toBe(1);
      const again = { ...job, fence: 2 };
      await queue.add(now([again]));
      expect(await queue.outstanding()).toBe(2);
      const handled: string[] = [];
      work(async (touchId) => void handled.push(touchId));
      await waitFor('both', async () => (await queue.missing([job, again])).length === 2);
      expect(handled).toEqual([job.touchId, job.touchId]);
    });

    test('keeps a delayed job until its time, and counts it as there but not as outstanding', async () => {
      const [soon, later] = [aJob(), aJob()];
      const handledAt = new Map<string, number>();
      work(async (touchId) => void handledAt.set(touchId, performance.now()));
      const addedAt = performance.now();
      await queue.add([
        { ...soon, delayMs: 1_000 },
        { ...later, delayMs: 3_600_000 },
      ]);
      expect(await queue.outstanding()).toBe(0);
      expect(await queue.missing([soon, later])).toEqual([]);
      const soonAt = await waitFor('the first', () => handledAt.get(soon.touchId));
      expect(soonAt - addedAt).toBeGreaterThan(990);
      expect(soonAt - addedAt).toBeLessThan(4_000);
      expect(handledAt.has(later.touchId)).toBe(false);
      expect(await queue.missing([later])).toEqual([]);
    });

    test('tells which jobs are missing, in the order asked', async () => {
      const [here1, gone1, here2, gone2] = [aJob(), aJob(), aJob(), aJob()];
      await queue.add([...now([here1]), { ...here2, delayMs: 60_000 }]);
      const otherFence = { ...here1, fence: 7 };
      expect(await queue.missing([here1, gone1, here2, otherFence, gone2])).toEqual([
        gone1,
        otherFence,
        gone2,
      ]);
      await server.flush();
      expect(await queue.missing([here1, here2])).toEqual([here1, here2]);
    });

    test('counts what waits for a worker and what is with one', async () => {
      const jobs = Array.from({ length: 7 }, aJob);
      await queue.add(now(jobs));
      expect(await queue.outstanding()).toBe(7);
      const slow = workSlowly(3);
      await waitFor('three under way', () => slow.begun.length === 3);
      expect(await queue.outstanding()).toBe(7);
      slow.letGo();
      await waitFor('none', async () => (await queue.outstanding()) === 0);
      expect(slow.ended.sort()).toEqual(ids(jobs));
    });

    test('a finished job does not keep out a new one with the same id, nor does a failed one', async () => {
      const [good, bad] = [aJob(), aJob()];
      const handled: string[] = [];
      work(async (touchId) => {
        handled.push(touchId);
        if (touchId === bad.touchId) throw new Error('it went wrong');
      });
      for (const times of [1, 2, 3]) {
        await queue.add(now([good, bad]));
        await waitFor('both', async () => (await queue.missing([good, bad])).length === 2);
        expect(handled).toHaveLength(2 * times);
      }
      expect(new Set(handled)).toEqual(new Set([good.touchId, bad.touchId]));
    });

    test('a handler that fails is logged, tried once, and its job is gone; the others go on', async () => {
      const [bad, good] = [aJob(), aJob()];
      const handled: string[] = [];
      work(async (touchId) => {
        handled.push(touchId);
        if (touchId === bad.touchId) throw new Error('it went wrong');
      });
      await queue.add(now([bad, good]));
      await waitFor('both gone', async () => (await queue.missing([bad, good])).length === 2);
      await waitFor('the line', () => lines.length > 0);
      expect(handled.sort()).toEqual(ids([bad, good]));
      expect(lines).toEqual([
        expect.objectContaining({ msg: 'touch job failed', err: 'it went wrong' }),
      ]);
      expect(String(lines[0]?.touchId)).toContain(bad.touchId);
    });

    test('draining waits for the jobs under way, and takes no new ones', async () => {
      const [first, second] = [aJob(), aJob()];
      const slow = workSlowly(1);
      await queue.add(now([first, second]));
      await waitFor('the first', () => slow.begun.length === 1);
      let drained = false;
      const draining = slow.worker.drain().then(() => {
        drained = true;
      });
      await queue.outstanding();
      expect(drained).toBe(false);
      slow.letGo();
      await draining;
      expect(slow.ended).toEqual(slow.begun);
      expect(slow.begun).toHaveLength(1);
      expect(await queue.outstanding()).toBe(1);
    });

    test('abandoning leaves at once, and leaves the job where it is', async () => {
      const job = aJob();
      const slow = workSlowly(1);
      await queue.add(now([job]));
      await waitFor('it is under way', () => slow.begun.length === 1);
      const startedAt = performance.now();
      await slow.worker.abandon();
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(slow.ended).toEqual([]);
      expect(await queue.missing([job])).toEqual([]);
      slow.letGo();
    });

    test('abandoning does not wait for a drain that does not end, nor for a server that is gone', async () => {
      const jobs = [aJob(), aJob()];
      const [stuck, lost] = [workSlowly(1), workSlowly(1)];
      await queue.add(now(jobs));
      await waitFor('both are under way', () => stuck.begun.length + lost.begun.length === 2);
      void stuck.worker.drain();
      const startedAt = performance.now();
      await stuck.worker.abandon();
      await server.stop();
      void lost.worker.drain();
      await lost.worker.abandon();
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      stuck.letGo();
      lost.letGo();
    });
  });

  describe(`a queue on ${kind} that is not there`, () => {
    const answers = {
      'nobody listens': (socket: Socket) => void socket.destroy(),
      'nobody answers': () => {},
    } as const;

    test.concurrent.each(Object.entries(answers))(
      '%s: Unavailable, in time',
      async (_how, meet) => {
        const sockets = new Set<Socket>();
        const silent = createServer((socket) => {
          socket.on('error', () => undefined);
          sockets.add(socket);
          meet(socket);
        }).listen(0, '127.0.0.1');
        await once(silent, 'listening');
        const address = silent.address();
        const port = typeof address === 'object' ? address?.port : 0;
        const scheme = kind === 'redis' ? 'redis' : 'postgres';
        const queue = openTouchQueue({ kind, url: `${scheme}://127.0.0.1:${port}` }, keepLog().log);
        const calls = [
          () => queue.add(now([aJob()])),
          () => queue.missing([aJob()]),
          () => queue.outstanding(),
        ];
        await Promise.all(
          calls.map(async (call) => {
            const startedAt = performance.now();
            const error: unknown = await call().catch((thrown: unknown) => thrown);
            expect(error).toBeInstanceOf(Unavailable);
            expect(error).toMatchObject({ code: 'queue_unavailable' });
            expect(performance.now() - startedAt).toBeLessThan(6_000);
          }),
        );
        void queue.close().catch(() => undefined);
        for (const socket of sockets) socket.destroy();
        silent.close();
      },
    );
  });
}
