/**
 * Gathers single requests into sets. While one set is under way the next gathers, so that a set is as large as the load
 * makes it, and a single request waits for nobody.
 *
 * Where many wait, they are begun at once, beside a set that is under way: one set is decided while PostgreSQL writes the
 * other. Fewer wait for its end, since each set costs as much as a dozen requests.
 *
 * A set that fails is tried again one by one, so that one bad request does not take the others with it.
 *
 * @param run  results in the order of the requests
 * @param most  requests in a set at most
 * @param many  so many that wait make a set of their own; by default none is begun beside another
 */
export function createBatcher<Request, Result>(
  run: (requests: readonly Request[]) => Promise<readonly Result[]>,
  most: number,
  many = Number.POSITIVE_INFINITY,
): (request: Request) => Promise<Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let running = 0;
  let isTurnAwaited = false;

  const work = async () => {
    running += 1;
    // Whoever is the last to work leaves nobody behind.
    while (waiting.length >= many || (running === 1 && waiting.length > 0)) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(batch, run);
    }
    running -= 1;
  };
  /** One turn of the event loop lets everything that is ready join. */
  const workNextTurn = () => {
    isTurnAwaited = true;
    setImmediate(() => {
      isTurnAwaited = false;
      if (running === 0) void work();
    });
  };
  return (request) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (waiting.length >= many && running < setsAtOnce) void work();
      else if (running === 0 && !isTurnAwaited) workNextTurn();
    });
}

/** One is decided while the other is written; with a third all are smaller, and nothing waits for less. */
const setsAtOnce = 2;

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
