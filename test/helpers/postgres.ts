import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A database of its own for a test file, with all migrations applied. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new URL(template);
  admin.pathname = '/postgres';
  // Files that are copied take half the time of pages that are logged.
  const clone = `template ${template.pathname.slice(1)} strategy file_copy`;
  await run(admin.href, `create database ${name} ${clone}`);
  const own = new URL(template);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: async () => {
      const orphans = await countOrphans(own.href).finally(() =>
        run(admin.href, `drop database if exists ${name} with (force)`),
      );
      if (orphans > 0) throw new Error(`${orphans} rows of events name what there is not`);
    },
  };
}

const noSuchDatabase = '3D000';

/** What no foreign key watches: rows that name an enrolment or an event that there is not. */
async function countOrphans(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, statement_timeout: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ count: number }>(
      `select ((select count(*)
                  from enrolment_events h
                  left join enrolments e on e.id = h.enrolment_id
                  left join inbound_events i on i.id = h.event_id
                 where e.id is null or i.id is null)
               + (select count(*)
                    from inbound_events i
                    left join enrolments e on e.prospect_id = i.prospect_id and e.id = i.enrolment_id
                   where i.enrolment_id is not null and e.id is null))::int as count`,
    );
    return rows[0]?.count ?? 0;
  } catch (error) {
    // Some tests take it away themselves.
    if (error instanceof pg.DatabaseError && error.code === noSuchDatabase) return 0;
    throw error;
  } finally {
    await client.end();
  }
}

/** Cloning wants nobody else at the template: several files at once take turns. */
async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    await client.query(statement);
  } finally {
    await client.end();
  }
}
