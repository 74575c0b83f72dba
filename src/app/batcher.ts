/**
 * Gathers single requests into sets. While one set is under way the next gathers, so that a set is as large as the load
 * makes it, and a single request waits for nobody.
 *
 * With `many`, so many that wait are begun at once, beside a set that is under way: one is decided while PostgreSQL writes the
 * other. Fewer wait for its end, since a set costs something of its own; but where it hangs (somebody holds a lock that it
 * needs) they do not wait with it.
 *
 * A set that fails is tried again one by one, so that one bad request does not take the others with it.
 *
 * @param run  results in the order of the requests
 * @param most  requests in a set at most
 * @param many  so many make a set of their own; by default no set is begun beside another
 */
export function createBatcher<Request, Result>(
  run: (requests: readonly Request[]) => Promise<readonly Result[]>,
  most: number,
  many = Number.POSITIVE_INFINITY,
): (request: Request) => Promise<Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let running = 0;
  let isTurnAwaited = false;
  let isWatched = false;

  const work = async () => {
    running += 1;
    // Whoever is the last to work leaves nobody behind.
    do {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(batch, run);
    } while (waiting.length >= many || (running === 1 && waiting.length > 0));
    running -= 1;
  };
  /** One turn of the event loop lets everything that is ready join. */
  const workNextTurn = () => {
    isTurnAwaited = true;
    setImmediate(() => {
      isTurnAwaited = false;
      if (running === 0 && waiting.length > 0) void work();
    });
  };
  const watch = () => {
    isWatched = true;
    setTimeout(() => {
      isWatched = false;
      const [first] = waiting;
      if (first === undefined) return;
      const isLate = performance.now() - first.since >= patienceMs;
      if (isLate && running < setsAtMost) void work();
      if (waiting.length > 0) watch();
    }, patienceMs).unref();
  };
  return (request) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ request, since: performance.now(), resolve, reject });
      if (waiting.length >= many && running < setsAtOnce) void work();
      else if (running === 0 && !isTurnAwaited) workNextTurn();
      else if (running > 0 && many < Number.POSITIVE_INFINITY && !isWatched) watch();
    });
}

/** One is decided while the other is written; a third would only make all of them smaller. */
const setsAtOnce = 2;
/** Where sets hang: each of them keeps a connection. */
const setsAtMost = 4;
/** Machine time: several times as long as a set takes. */
const patienceMs = 100;

interface Waiting<Request, Result> {
  readonly request: Request;
  /** By `performance.now()`. */
  readonly since: number;
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
