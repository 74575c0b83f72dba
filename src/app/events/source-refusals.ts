import { messageOf } from '../../errors.ts';
import { countRefusals } from '../../store/webhook-sources.ts';
import type { App } from '../context.ts';

const writtenEveryMs = 10_000;

/**
 * Makes the function that counts a request which was refused at the door of a source. Anybody can make us refuse: what is
 * counted is written at most every ten seconds for each source and reason, and nothing of the request is kept.
 */
export function createRefusalNotes(app: App): (source: string, code: string) => Promise<void> {
  const counts = new Map<string, { times: number; writtenMs: number }>();
  return async (source, code) => {
    const machineMs = app.clock.machineNow().getTime();
    const key = `${source} ${code}`;
    const count = counts.get(key) ?? { times: 0, writtenMs: 0 };
    counts.set(key, count);
    count.times += 1;
    if (machineMs - count.writtenMs < writtenEveryMs) return;
    const { times } = count;
    count.times = 0;
    count.writtenMs = machineMs;
    try {
      await countRefusals(app.db, source, code, times, app.clock.now());
    } catch (error) {
      // The refusal does not hang on its being counted.
      count.times += times;
      app.log.warn({ source, err: messageOf(error) }, 'not counted as refused');
    }
  };
}
