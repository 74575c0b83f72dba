/** What the page of one person shows beside the person: what keeps mail from them, and their company. */
import type { CompanyKey } from '../domain/company-keys.ts';
import type { MailScope } from '../domain/mail-choice.ts';
import type { Owners } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { type Suppression, suppressingValues } from './suppressions.ts';
import { ownerWithin, prospectWithin } from './within.ts';

/** Suppressions that apply to a person: of the address, and of the domains that it lies under. */
export async function readSuppressionsOf(
  db: Queryable,
  prospectId: string,
): Promise<Suppression[]> {
  const { rows } = await db.query<Omit<Suppression, 'createdAt'> & { created_at: Date }>({
    name: 'suppressions-of-prospect',
    text: `
      select s.value, s.reason, s.source, s.note, s.created_at
        from prospects p
        join suppressions s on s.value = any(${suppressingValues('p.address', 'p.domain')})
       where p.id = $1
       order by s.value like '%@%' desc, length(s.value) desc`,
    values: [prospectId],
  });
  return rows.map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt }));
}

/** What a person has chosen on the page behind an opt-out link. */
export interface ChoiceOfPerson {
  readonly enrolmentId: string;
  readonly scope: MailScope;
  readonly cadence: string;
  readonly until: Date | null;
  readonly chosenAt: Date;
}

/** All that stand, the latest first. */
export async function readChoicesOf(db: Queryable, prospectId: string): Promise<ChoiceOfPerson[]> {
  const { rows } = await db.query<{
    enrolment_id: string;
    scope: MailScope;
    cadence_key: string;
    until: Date | null;
    chosen_at: Date;
  }>({
    name: 'choices-of-prospect',
    text: `
      select enrolment_id, scope, cadence_key, until, chosen_at
        from mail_choices
       where prospect_id = $1
       order by chosen_at desc`,
    values: [prospectId],
  });
  return rows.map(({ scope, until, ...row }) => ({
    enrolmentId: row.enrolment_id,
    cadence: row.cadence_key,
    chosenAt: row.chosen_at,
    ...{ scope, until },
  }));
}

/** Other addresses that a person has answered from. */
export async function readAliasesOf(db: Queryable, prospectId: string): Promise<string[]> {
  const { rows } = await db.query<{ address: string }>({
    name: 'aliases-of-prospect',
    text: 'select address from prospect_aliases where prospect_id = $1 order by address',
    values: [prospectId],
  });
  return rows.map(({ address }) => address);
}

/** Somebody of the same company who is in a cadence. */
export interface Colleague {
  readonly prospectId: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly title: string | null;
  readonly enrolmentId: string;
  readonly cadence: string;
  readonly status: string;
  readonly stage: string;
  readonly pauseReason: string | null;
  readonly owner: string | null;
  /** Their page may be opened. */
  readonly isSeen: boolean;
}

/** People of one company that are looked at: who is in a cadence is found among them. */
const lookedAtMost = 1_000;

/** Who else of these companies is in a cadence, whoever has them: that is told, and no more of those that are not seen. */
export async function listColleagues(
  db: Queryable,
  prospectId: string,
  companies: readonly CompanyKey[],
  limit: number,
  owners: Owners,
): Promise<Colleague[]> {
  const { rows } = await db.query<{
    id: string;
    email: string;
    first_name: string | null;
    last_name: string | null;
    company: string | null;
    title: string | null;
    enrolment_id: string;
    cadence_key: string;
    status: string;
    stage: string;
    pause_reason: string | null;
    owner: string | null;
    seen: boolean;
  }>({
    name: 'colleagues-of-prospect',
    text: `
      with near as (
        select found.id
          from unnest($2::text[]) as x(domain)
         cross join lateral (
           select p.id
             from prospects p
            where reverse(p.domain) collate "C" >= reverse(x.domain)
              and reverse(p.domain) collate "C" < reverse(x.domain) || '/'
              and (p.domain = x.domain or right(p.domain, length(x.domain) + 1) = '.' || x.domain)
            limit $5) found
         union
        select found.id
          from unnest($3::text[]) as x(account)
         cross join lateral (
           select p.id from prospects p where p.attributes ->> 'accountId' = x.account limit $5) found
      )
      select p.id, p.email, p.first_name, p.last_name, p.company, p.title, e.id as enrolment_id, e.cadence_key,
             e.status, e.stage, e.pause_reason, e.owner,
             ${ownerWithin('e.owner', '$6')} as seen
        from near
        join prospects p on p.id = near.id and p.erased_at is null and p.id <> $1
       cross join lateral (
         select id, cadence_key, status, stage, pause_reason, owner
           from enrolments
          where prospect_id = p.id and status in ('pending', 'active', 'paused')
         offset 0) e
       order by p.last_name, p.first_name, p.email
       limit $4`,
    values: [
      prospectId,
      companies.flatMap(({ domains }) => domains),
      companies.flatMap(({ accounts }) => accounts),
      limit,
      lookedAtMost,
      owners,
    ],
  });
  return rows.map(({ email, company, title, status, stage, owner, ...row }) => ({
    prospectId: row.id,
    enrolmentId: row.enrolment_id,
    firstName: row.first_name,
    lastName: row.last_name,
    cadence: row.cadence_key,
    pauseReason: row.pause_reason,
    isSeen: row.seen,
    ...{ email, company, title, status, stage, owner },
  }));
}

/** A hold of a company, in force or over. */
export interface HoldOfCompany {
  readonly id: string;
  readonly companies: readonly string[];
  readonly type: string;
  /** Who said it; `email` is null when they were erased. */
  readonly prospectId: string;
  readonly email: string | null;
  /** Their page may be opened, and the hold be released. */
  readonly isSeen: boolean;
  readonly heldAt: Date;
  readonly until: Date | null;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
  /** Enrolments that stand still because of it. */
  readonly enrolments: number;
}

/** Holds of these companies, the latest first. */
export async function listHoldsOf(
  db: Queryable,
  companies: readonly string[],
  limit: number,
  owners: Owners,
): Promise<HoldOfCompany[]> {
  if (companies.length === 0) return [];
  const { rows } = await db.query<{
    id: string;
    companies: string[];
    event_type: string;
    prospect_id: string;
    email: string | null;
    held_at: Date;
    held_until: Date | null;
    released_at: Date | null;
    released_by: string | null;
    enrolments: number;
    seen: boolean;
  }>({
    name: 'holds-of-company',
    // In two parts, as the indexes are.
    text: `
      select h.id, h.companies, h.event_type, h.prospect_id, case when p.erased_at is null then p.email end as email,
             h.held_at, h.held_until, h.released_at, h.released_by,
             (select count(*)::int from enrolments e where e.held ->> 'id' = h.id::text and e.held is not null
                 and e.status in ('pending', 'active', 'paused')) as enrolments,
             ${prospectWithin('p', '$3')} as seen
        from ((select * from company_holds where companies && $1::text[] and released_at is null
                order by held_at desc limit $2)
              union all
              (select * from company_holds where companies && $1::text[] and released_at is not null
                order by held_at desc limit $2)) h
        join prospects p on p.id = h.prospect_id
       order by h.held_at desc
       limit $2`,
    values: [companies, limit, owners],
  });
  return rows.map((row) => ({
    id: row.id,
    companies: row.companies,
    type: row.event_type,
    prospectId: row.prospect_id,
    email: row.email,
    heldAt: row.held_at,
    until: row.held_until,
    releasedAt: row.released_at,
    releasedBy: row.released_by,
    isSeen: row.seen,
    enrolments: row.enrolments,
  }));
}
