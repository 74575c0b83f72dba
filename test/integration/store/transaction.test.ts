import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tryOut } from '../../../src/app/try-out.ts';
import { createLog } from '../../../src/log.ts';
import { type Db, openDb, type Queryable } from '../../../src/store/db.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { waitFor } from '../../helpers/wait.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb(database.url, createLog('silent'), { idleInTransactionMs: 400 });
  await db.query('create table counters (id int primary key, n int not null)');
});
beforeEach(() => db.query('truncate counters'));
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

const add = (tx: Queryable, id: number) =>
  tx.query('update counters set n = n + 1 where id = $1', [id]);
const counted = async () =>
  (await db.query<{ n: number }>('select n from counters order by id')).rows.map(({ n }) => n);

test('two transactions that wait for one another are both done', async () => {
  await db.query('insert into counters values (1, 0), (2, 0)');
  let begun = 0;
  const both = (first: number, second: number) =>
    db.transaction(async (tx) => {
      await add(tx, first);
      begun += 1;
      await waitFor('the other to have begun', () => begun >= 2);
      await add(tx, second);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  expect(begun, 'one of them had to begin again').toBeGreaterThan(2);
  expect(await counted()).toEqual([2, 2]);
});

test('what goes out with the commit is committed, and takes all back where it fails', async () => {
  await db.query('insert into counters values (1, 0)');
  await db.transaction(async (tx) => {
    tx.last(Promise.all([add(tx, 1), add(tx, 1)]));
  });
  expect(await counted()).toEqual([2]);
  const failing = db.transaction(async (tx) => {
    await add(tx, 1);
    tx.last(Promise.all([tx.query('insert into counters values (1, 0)'), add(tx, 1)]));
  });
  // Not the complaint of what came behind it.
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await counted()).toEqual([2]);
});

test('a trial says which of its last writes has failed, also where the work waits for others behind it', async () => {
  await db.query('insert into counters values (1, 0)');
  const trial = tryOut(db, async (tx) => {
    tx.last(tx.query('insert into counters values (1, 0)'));
    await waitFor('something else', async () => (await counted()).length === 1);
    await add(tx, 1);
  });
  await expect(trial).rejects.toMatchObject({ code: '23505' });
  const twice = await tryOut(db, async (tx) => {
    tx.last(add(tx, 1));
    return 'would do';
  });
  expect([twice, await counted()]).toEqual(['would do', [0]]);
});

test('a transaction fails with what broke it, however late its caller hears of that', async () => {
  let tries = 0;
  const later = async (statement: Promise<unknown>) => {
    for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
    try {
      await statement;
    } finally {
      for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
    }
  };
  const lostOnce = `do $$ begin raise exception 'lost' using errcode = '40P01'; end $$`;
  await db.transaction(async (tx) => {
    tries += 1;
    const first = tries === 1 ? tx.query(lostOnce) : add(tx, 1);
    const both = Promise.all([later(first), add(tx, 1)]);
    // Busy with something else while both answers come: they are read at once.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    await both;
  });
  expect(tries, 'a lost race is run again').toBe(2);
});

test('nor does it pass for done where nobody waits for what broke it', async () => {
  const failing = db.transaction(async (tx) => {
    await tx.query('insert into counters values (1, 0)');
    void tx.query('select 1 / 0');
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(await counted()).toEqual([]);
});

test('so is a statement that stands alone', async () => {
  await db.query('insert into counters values (1, 0), (2, 0)');
  let begun = 0;
  const calm = openDb(database.url, createLog('silent'));
  const alone = waitFor('the other to have begun', () => begun > 0).then(() =>
    db.query(
      `update counters c set n = n + 1 from (values (1), (2)) v (id)
        where c.id = v.id and pg_sleep(0.05) is not null`,
    ),
  );
  const other = calm.transaction(async (tx) => {
    await add(tx, 2);
    begun += 1;
    // Where this is what PostgreSQL took back, since the statement had waited for a second already, nobody waits any more.
    if (begun > 1) return add(tx, 1);
    await waitFor('the other to wait', async () => {
      const { rows } = await db.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return (rows[0]?.count ?? 0) >= 1;
    });
    return add(tx, 1);
  });
  await Promise.all([alone, other]);
  await calm.close();
  expect(await counted()).toEqual([2, 2]);
});

test('what fails for its own fault is not done again', async () => {
  let tries = 0;
  const failing = db.transaction(async (tx) => {
    tries += 1;
    await tx.query('select 1 / 0');
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(tries).toBe(1);
});

test('what is read behind a lock is what was committed, whatever the server makes of transactions by default', async () => {
  await db.query(
    `alter database ${new URL(database.url).pathname.slice(1)} set default_transaction_isolation = 'repeatable read'`,
  );
  const strict = openDb(database.url, createLog('silent'));
  try {
    await strict.transaction(async (tx) => {
      await tx.query('select count(*) from counters');
      await db.query('insert into counters values (1, 7)');
      const { rows } = await tx.query('select n from counters');
      expect(rows).toEqual([{ n: 7 }]);
    });
  } finally {
    await strict.close();
  }
});

test('a process that stops in the middle of a transaction does not hold the others up for ever', async () => {
  await db.query('insert into counters values (1, 0)');
  const gate: { open?: () => void } = {};
  const stopped = db.transaction(async (tx) => {
    await add(tx, 1);
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    await add(tx, 1);
  });
  await waitFor('its lock', () => gate.open);
  await db.transaction((tx) => add(tx, 1));
  gate.open?.();
  await expect(stopped).rejects.toMatchObject({ code: 'database_unavailable' });
  expect(await counted()).toEqual([1]);
}, 10_000);
