import type { Queryable } from './db.ts';

/**
 * Locks prospects, in the order of their ids, until the end of the transaction: the one lock that every stop,
 * suppression, enrolment, claim and outcome of a person takes first. What is read after it is what has been committed.
 *
 * `for no key update`, since nobody changes an id: rows that refer to the prospect can be inserted meanwhile.
 */
export async function lockProspects(tx: Queryable, prospectIds: readonly string[]): Promise<void> {
  await tx.query({
    name: 'lock-prospects',
    text: `select from prospects where id = any($1::uuid[]) order by id for no key update`,
    values: [prospectIds],
  });
}

/** The same for the prospects of these enrolments; returns the prospects' ids by enrolment id. */
export async function lockProspectsOfEnrolments(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{ id: string; prospect_id: string }>(
    'select id, prospect_id from enrolments where id = any($1::uuid[])',
    [enrolmentIds],
  );
  await lockProspects(tx, [...new Set(rows.map((row) => row.prospect_id))]);
  return new Map(rows.map((row) => [row.id, row.prospect_id]));
}

/** A touch whose prospect is locked, and where a mail of it would count. */
export interface FreeTouch {
  readonly id: string;
  readonly channel: 'email' | 'task';
  readonly mailbox: string | null;
  readonly domain: string;
  readonly cadenceHash: string;
}

/** Locks those of the prospects of these touches that nobody holds now; returns the touches that got theirs. */
export async function lockFreeProspectsOfTouches(
  tx: Queryable,
  touchIds: readonly string[],
): Promise<FreeTouch[]> {
  const { rows } = await tx.query<FreeTouch>({
    name: 'lock-free-prospects-of-touches',
    text: `select t.id, t.channel, t.mailbox, p.domain, e.cadence_hash as "cadenceHash"
             from prospects p
             join touches t on t.prospect_id = p.id
             join enrolments e on e.id = t.enrolment_id
            where t.id = any($1::uuid[])
            order by p.id
              for no key update of p skip locked`,
    values: [touchIds],
  });
  return rows;
}
