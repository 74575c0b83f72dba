import type { Owners } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { ownerWithin } from './within.ts';

/** How often people said that replies mean one thing which we had read as another, or as the same. */
export interface TriageCount {
  /** What we had read. */
  readonly read: string;
  /** Who had: our own words, or the classifier. */
  readonly by: 'words' | 'classifier';
  readonly decided: string;
  /** Language of the prospect, as far as it is known: `nb`; null where it is not. */
  readonly language: string | null;
  readonly count: number;
}

/** What people decided in tasks that are seen, counted. Of the erased nothing is known any more. */
export async function readTriageCounts(db: Queryable, owners: Owners): Promise<TriageCount[]> {
  const { rows } = await db.query<TriageCount>({
    name: 'triage-counts',
    text: `
      select t.data -> 'reading' ->> 'meaning' as read, coalesce(t.data -> 'reading' ->> 'by', 'words') as by,
             t.outcome as decided, lower(split_part(p.locale, '-', 1)) as language, count(*)::int as count
        from tasks t
        join prospects p on p.id = t.prospect_id
       where t.kind = 'triage' and t.status = 'done' and t.outcome is not null and t.data ? 'reading'
         and ${ownerWithin('t.owner', '$1')}
       group by 1, 2, 3, 4
       order by 5 desc, 1, 2, 3, 4`,
    values: [owners],
  });
  return rows;
}

/** Words of ours that decided a reading which a person put right. */
export interface MisleadingWords {
  readonly words: string;
  readonly read: string;
  readonly decided: string;
  readonly count: number;
}

/** The words that misled most in tasks that are seen, the worst first. */
export async function readMisleadingWords(
  db: Queryable,
  limit: number,
  owners: Owners,
): Promise<MisleadingWords[]> {
  const { rows } = await db.query<MisleadingWords>({
    name: 'triage-misleading-words',
    text: `
      select lower(said.words[1]) as words, t.data -> 'reading' ->> 'meaning' as read, t.outcome as decided,
             count(*)::int as count
        from tasks t
       cross join lateral regexp_matches(split_part(t.data -> 'reading' ->> 'because', ';', 1), '"([^"]{1,100})"', 'g')
             as said(words)
       where t.kind = 'triage' and t.status = 'done' and t.outcome <> t.data -> 'reading' ->> 'meaning'
         and t.data -> 'reading' ->> 'by' is null and ${ownerWithin('t.owner', '$2')}
       group by 1, 2, 3
       order by 4 desc, 1, 2, 3
       limit $1`,
    values: [limit, owners],
  });
  return rows;
}
