import pg from 'pg';
import { messageOf, Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import { writeDeed } from './deeds.ts';

/** Anything that can run a statement: the pool, or the one connection of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(
    statement: string | Statement,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** A statement with a name is parsed and planned once a connection; used on the path of every mail. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The one connection of a transaction. */
export interface Transaction extends Queryable {
  /**
   * What the transaction ends with: statements that have been sent, and on whose answers only the commit depends. It is sent
   * right behind them, so that they cost no turn of their own.
   */
  last(statements: Promise<unknown>): void;
}

export interface TransactionOptions {
  /**
   * For prepared statements over arrays: their plans are kept. A single row looks so cheap that PostgreSQL would make a plan
   * anew for each, which takes longer than the work.
   */
  readonly keepPlans?: boolean;
}

/** The pool. Only `transaction` hands out its connections. */
export interface Db extends Queryable {
  /**
   * Does the work in a transaction. What PostgreSQL takes back because two waited for one another is done again, so the
   * work changes nothing outside its transaction.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** One connection for work that needs a session (advisory locks, migrations). */
  session<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  /** Connections that are used and idle, and who waits for one. */
  connections(): { readonly used: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DbOptions {
  /** Connections at most; a worker needs few, since it talks in sets. */
  readonly max?: number;
  /** How long a transaction may hold its locks and ask nothing: longer than that its process has stopped. */
  readonly idleInTransactionMs?: number;
}

/** What was asked before the locks is no longer so behind them: the transaction is taken back, and done again. */
export class LostRace extends Error {
  constructor() {
    super('another transaction was first');
  }
}

/** How often a transaction, or a statement that stands alone, is begun that others keep out. */
const triesAtMost = 5;

const keptPlans = 'set local plan_cache_mode = force_generic_plan';

/** SQLSTATE of any statement behind the one that broke its transaction. */
const transactionAborted = '25P02';

/**
 * Opens a pool. A broken idle connection is logged and replaced; it never ends the process. Whatever is asked of it while
 * PostgreSQL is away throws Unavailable `database_unavailable`.
 */
export function openDb(url: string, log: Log, options: DbOptions = {}): Db {
  const { max = 12, idleInTransactionMs = 60_000 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'cadence',
    // Statements that do not wait for one another's answers go out together, and are done in that order.
    pipeline: true,
  });
  pool.on('error', (error) => log.warn({ err: error.message }, 'database connection lost'));

  const session = async <T>(work: (client: Queryable) => Promise<T>): Promise<T> => {
    const client = await connect(pool);
    let lost: Error | undefined;
    const onError = (error: Error) => {
      lost = error;
      log.warn({ err: error.message }, 'database session lost');
    };
    client.on('error', onError);
    try {
      return await work(queryable(client));
    } catch (error) {
      if (lost === undefined && !isConnectionLoss(error)) throw error;
      lost ??= new Error('connection lost', { cause: error });
      throw databaseUnavailable(error);
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  };
  // A statement sees what was committed before it: what is read behind a lock is what its last holder left.
  const begin = `begin isolation level read committed; set local idle_in_transaction_session_timeout = ${idleInTransactionMs}`;
  const once = <T>(
    work: (tx: Transaction) => Promise<T>,
    { keepPlans = false }: TransactionOptions,
  ): Promise<T> =>
    session(async (connection) => {
      let broken: unknown;
      const tx: Queryable = {
        query: (statement, values) => {
          const answer = connection.query<never>(statement, values);
          answer.catch((error: unknown) => {
            broken ??= error;
          });
          return answer;
        },
      };
      // Sent together with the first statement of the work.
      const begun = tx.query(keepPlans ? `${begin}; ${keptPlans}` : begin);
      begun.catch(() => undefined);
      const lastOnes: Promise<unknown>[] = [];
      let isUnsent = false;
      const last = (statements: Promise<unknown>) => {
        statements.catch(() => {
          isUnsent = true;
        });
        lastOnes.push(statements);
      };
      try {
        const result = await work({ ...tx, last });
        await begun;
        const written = await writeDeed(tx);
        // What could not even be sent is known by now.
        if (lastOnes.length > 0) await new Promise<void>((resolve) => process.nextTick(resolve));
        if (isUnsent) await Promise.all(lastOnes);
        // Takes everything back where one of the last has failed, which says so then.
        const committed = tx.query('commit');
        committed.catch(() => undefined);
        await Promise.all(lastOnes);
        await committed;
        // PostgreSQL answers the commit of a broken transaction without complaint, and takes all back.
        if (broken !== undefined) throw broken;
        written?.();
        return result;
      } catch (error) {
        await connection.query('rollback').catch(() => undefined);
        await Promise.allSettled(lastOnes);
        // Where many were sent at once, the complaint of one that came behind the failure may be heard before it.
        throw sqlState(error) === transactionAborted ? (broken ?? error) : error;
      }
    });
  return {
    query: (statement, values) =>
      unlessRaceLost(() => session((client) => client.query(statement, values))),
    session,
    transaction: (work, options = {}) => unlessRaceLost(() => once(work, options)),
    connections: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => pool.end(),
  };
}

/** Does again what PostgreSQL took back so that another could go on. */
async function unlessRaceLost<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isLostRace(error) || tries >= triesAtMost) throw error;
    }
  }
}

/** True for a transaction that PostgreSQL ended so that another could go on (deadlock, serialization), or that gave up itself. */
function isLostRace(error: unknown): boolean {
  if (error instanceof LostRace) return true;
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

function queryable(target: pg.PoolClient): Queryable {
  return {
    query: <Row extends pg.QueryResultRow>(
      statement: string | Statement,
      values?: readonly unknown[],
    ) =>
      typeof statement === 'string'
        ? target.query<Row>(statement, values === undefined ? undefined : [...values])
        : target.query<Row>({
            name: statement.name,
            text: statement.text,
            values: [...statement.values],
          }),
  };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseUnavailable(error);
  }
}

/** What a caller is told when PostgreSQL cannot be reached, whatever the library says. */
export function databaseUnavailable(cause: unknown): Unavailable {
  return new Unavailable(
    'database_unavailable',
    `PostgreSQL does not answer: ${messageOf(cause)}. Check DATABASE_URL and that the server runs.`,
    undefined,
    { cause },
  );
}

/** SQLSTATE of a refused statement, or undefined when the error did not come from the server. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** True when PostgreSQL cannot take a value as it is: out of range, too large for an index, nested too deeply (54001). */
export function isUnfitValue(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (state.startsWith('22') || state.startsWith('54'));
}

/** True when the connection, not the statement, is what failed: the same work may succeed on another one. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof Unavailable) return error.code === 'database_unavailable';
  const state = sqlState(error);
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P');
  return error instanceof Error && 'syscall' in error;
}

/** The version of the server, as in `18.4`. */
export async function serverVersion(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ server_version: string }>('show server_version', []);
  return rows[0]?.server_version ?? 'unknown';
}
