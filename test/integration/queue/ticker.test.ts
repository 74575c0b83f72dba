import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTicker, type Ticker } from '../../../src/queue/ticker.ts';
import { has } from '../../helpers/requirements.ts';
import { waitFor } from '../../helpers/wait.ts';
import { keepLog, openBackend, type TestBackend } from './open-backend.ts';

const everyMs = 300;

const kinds = [
  { kind: 'redis', here: has('redis-server') },
  { kind: 'postgres', here: true },
] as const;

for (const { kind, here } of kinds) {
  describe.runIf(here)(`the ticker on ${kind}`, () => {
    let server: TestBackend;
    let tickers: Ticker[];
    const { log, lines } = keepLog();
    beforeEach(async () => {
      server = await openBackend(kind);
      tickers = [];
      lines.length = 0;
    });
    afterEach(async () => {
      await Promise.all(tickers.map((ticker) => ticker.close()));
      await server.stop();
    });
    const start = async (tick: () => Promise<void>) => {
      const ticker = startTicker(server.backend, everyMs, tick, log);
      tickers.push(ticker);
      await ticker.ensure();
      return ticker;
    };

    test('ticks about every interval, also after a tick that failed, which is logged', async () => {
      const at: number[] = [];
      await start(async () => {
        at.push(performance.now());
        if (at.length === 2) throw new Error('it went wrong');
      });
      await waitFor('six ticks', () => at.length >= 6);
      const [first = 0] = at;
      const lastAt = at[5] ?? 0;
      expect((lastAt - first) / 5).toBeGreaterThan(everyMs * 0.7);
      expect((lastAt - first) / 5).toBeLessThan(everyMs * 3);
      expect(lines).toContainEqual(
        expect.objectContaining({ msg: 'dispatcher tick failed', err: 'it went wrong' }),
      );
    });

    test('goes on when everything was flushed and it is ensured again', async () => {
      const at: number[] = [];
      const ticker = await start(async () => void at.push(performance.now()));
      await waitFor('ticks', () => at.length >= 2);
      await server.flush();
      await ticker.ensure();
      const before = at.length;
      await waitFor('ticks after the flush', () => at.length >= before + 3);
    });

    test('ensuring it again and again makes no more ticks', async () => {
      const at: number[] = [];
      const ticker = await start(async () => void at.push(performance.now()));
      for (let times = 0; times < 10; times += 1) await ticker.ensure();
      // Many, since a busy machine may do the first of them late.
      await waitFor('thirteen ticks', () => at.length >= 13);
      const tookMs = (at[12] ?? 0) - (at[0] ?? 0);
      expect(tookMs, 'twelve intervals').toBeGreaterThan(everyMs * 12 * 0.7);
    });

    test('two tickers tick once an interval between them', async () => {
      const at: number[] = [];
      const tick = async () => void at.push(performance.now());
      await Promise.all([start(tick), start(tick)]);
      await waitFor('thirteen ticks', () => at.length >= 13);
      const tookMs = (at[12] ?? 0) - (at[0] ?? 0);
      expect(tookMs, 'twelve intervals').toBeGreaterThan(everyMs * 12 * 0.7);
    });

    test('one that is closed leaves the ticks to the other', async () => {
      const ticks: ('first' | 'second')[] = [];
      const first = await start(async () => void ticks.push('first'));
      await start(async () => void ticks.push('second'));
      await waitFor('a tick', () => ticks.length > 0);
      await first.close();
      const before = ticks.length;
      await waitFor('ticks of the other', () => ticks.length >= before + 3);
      expect(new Set(ticks.slice(before))).toEqual(new Set(['second']));
    });
  });
}
