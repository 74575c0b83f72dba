import type { Db, Transaction } from '../store/db.ts';

/** Takes a transaction back with what it came to in hand. */
class TakenBack<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('taken back');
    this.result = result;
  }
}

/** Does the work of a transaction in full and takes all of it back: what a dry run says is what would have happened. */
export async function tryOut<T>(
  db: Pick<Db, 'transaction'>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db
    .transaction<T>(async (tx) => {
      const lastOnes: Promise<unknown>[] = [];
      const result = await work({
        ...tx,
        last: (statements) => {
          // Told by the waiting below, also where the work fails of it before.
          statements.catch(() => undefined);
          lastOnes.push(statements);
        },
      });
      // No commit waits for them here.
      await Promise.all(lastOnes);
      throw new TakenBack(result);
    })
    .catch((error: unknown) => {
      if (error instanceof TakenBack) return error.result;
      throw error;
    });
}
