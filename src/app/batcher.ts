/**
 * Gathers single requests into sets. While one set is under way the next gathers, so that a set is as large as the load
 * makes it, and a single request waits for nobody. Where many wait, a second set need not wait for the first.
 *
 * A set that fails is tried again one by one, so that one bad request does not take the others with it.
 *
 * @param run  results in the order of the requests
 * @param most  requests in a set at most
 * @param many  so many that wait are begun beside the sets that are under way: one is decided while PostgreSQL writes others
 */
export function createBatcher<Request, Result>(
  run: (requests: readonly Request[]) => Promise<readonly Result[]>,
  most: number,
  many = Number.POSITIVE_INFINITY,
): (request: Request) => Promise<Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let running = 0;

  const flush = async () => {
    running += 1;
    // One turn of the event loop lets everything that is ready join.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(batch, run);
    }
    running -= 1;
  };
  return (request) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (running === 0 || (running < setsAtOnce && waiting.length >= many)) void flush();
    });
}

/** One is decided while PostgreSQL writes the others: with two there are moments at which both of them are written. */
const setsAtOnce = 3;

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

async function settle<Request, Result>(
  batch: readonly Waiting<Request, Result>[],
  run: (requests: readonly Request[]) => Promise<readonly Result[]>,
): Promise<void> {
  try {
    const results = await run(batch.map((entry) => entry.request));
    batch.forEach((entry, index) => {
      const result = results[index];
      if (result === undefined) entry.reject(new Error('the set has no result for this request'));
      else entry.resolve(result);
    });
  } catch (error) {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) only.reject(error);
    else for (const entry of batch) await settle([entry], run);
  }
}
