import { type Db, type Queryable, sqlState } from './db.ts';

/** Held in common by all claims that are being decided, until each is committed or taken back. */
const gate = `hashtext('claims')`;

/** The first statement of a claim, sent with those behind it: what they read is then not older than the gate. */
export async function enterGate(tx: Queryable): Promise<void> {
  await tx.query({
    name: 'enter-gate',
    text: `select pg_advisory_xact_lock_shared(${gate})`,
    values: [],
  });
}

/**
 * Waits until every claim that may not know yet what has been committed before is committed itself, or taken back. From
 * then on whoever looks sees all mails that can still leave in spite of it.
 *
 * @param withinMs  machine time
 * @returns false when the time was over before
 */
export async function passGate(db: Db, withinMs: number): Promise<boolean> {
  try {
    await db.transaction(async (tx) => {
      await tx.query(`set local lock_timeout = ${Math.max(1, Math.floor(withinMs))}`);
      await tx.query(`select pg_advisory_xact_lock(${gate})`);
    });
    return true;
  } catch (error) {
    if (sqlState(error) === '55P03') return false;
    throw error;
  }
}
