import {
  type Company,
  companyKey,
  companyOf,
  companyText,
  publicMailDomains,
} from '../../domain/company.ts';
import { type EntryRefusal, refuseEntry, refuseForCompany } from '../../domain/entry.ts';
import type { Queryable } from '../../store/db.ts';
import { countByCompany, lockCompanies, readEntryHistories } from '../../store/entry.ts';
import type { Circumstances } from '../enrolments/consequences.ts';
import { placeOf, type Whereabouts } from '../enrolments/place.ts';

/** Somebody who is to be enrolled, whose prospect is locked. */
export interface Applicant extends Whereabouts {
  readonly prospectId: string;
  /** Normalised. */
  readonly address: string;
  readonly company: string | null;
}

export interface RuleOptions {
  /** Enrolments that lead here: their end is no reason to wait. */
  readonly leadHere?: readonly string[];
  /** How many of each company the earlier batches of a dry run would have taken; this one adds its own. */
  readonly rehearsed?: Map<string, number>;
}

/**
 * Whom the entry rules of a cadence keep out, by prospect: a statement or two, whatever their number, and none without
 * rules. Of one company the first of them come in.
 *
 * Decided under the locks of the prospects, which the caller holds, and of the companies, which are taken here: nobody who
 * enrols at the same time is overlooked.
 */
export async function refuseByRules(
  tx: Queryable,
  applicants: readonly Applicant[],
  circumstances: Circumstances,
  options: RuleOptions = {},
): Promise<ReadonlyMap<string, EntryRefusal>> {
  const { entry } = circumstances.cadence;
  if (entry === undefined || applicants.length === 0) return new Map();
  const { reentry, exclusive, cooldown, maxActivePerCompany } = entry;
  const asksBack = reentry !== undefined || exclusive === true || cooldown !== undefined;
  const byHistory = asksBack
    ? await refuseByHistory(tx, applicants, circumstances, options.leadHere ?? [])
    : new Map<string, EntryRefusal>();
  if (maxActivePerCompany === undefined) return byHistory;
  const rest = applicants.filter(({ prospectId }) => !byHistory.has(prospectId));
  const { key } = circumstances.cadence;
  const rehearsed = options.rehearsed ?? new Map<string, number>();
  const byCompany = await refuseByCompany(tx, rest, key, maxActivePerCompany, rehearsed);
  return new Map([...byHistory, ...byCompany]);
}

async function refuseByHistory(
  tx: Queryable,
  applicants: readonly Applicant[],
  { cadence, now, senderZone }: Circumstances,
  leadHere: readonly string[],
): Promise<Map<string, EntryRefusal>> {
  const ids = applicants.map(({ prospectId }) => prospectId);
  const histories = await readEntryHistories(tx, cadence.key, ids, leadHere);
  const refused = new Map<string, EntryRefusal>();
  for (const applicant of applicants) {
    const history = histories.get(applicant.prospectId);
    if (history === undefined) continue;
    const place = placeOf(cadence.schedule, applicant, senderZone);
    const refusal = refuseEntry(cadence, history, now, place);
    if (refusal !== null) refused.set(applicant.prospectId, refusal);
  }
  return refused;
}

async function refuseByCompany(
  tx: Queryable,
  applicants: readonly Applicant[],
  cadence: string,
  limit: number,
  rehearsed: Map<string, number>,
): Promise<Map<string, EntryRefusal>> {
  const asked = applicants.flatMap(({ prospectId, address, company: name }) => {
    const company = companyOf(address, name);
    return company === null ? [] : [{ prospectId, company, key: companyKey(company) }];
  });
  const companies = new Map(asked.map(({ key, company }) => [key, company]));
  const counts = await countCompanies(tx, cadence, companies);
  const refused = new Map<string, EntryRefusal>();
  for (const { prospectId, company, key } of asked) {
    const before = rehearsed.get(key) ?? 0;
    const taken = counts.get(key) ?? 0;
    if (taken + before >= limit) {
      refused.set(prospectId, refuseForCompany(cadence, companyText(company), limit));
    } else {
      rehearsed.set(key, before + 1);
    }
  }
  return refused;
}

async function countCompanies(
  tx: Queryable,
  cadence: string,
  companies: ReadonlyMap<string, Company>,
): Promise<ReadonlyMap<string, number>> {
  if (companies.size === 0) return new Map();
  await lockCompanies(tx, cadence, [...companies.keys()]);
  const all = [...companies.values()];
  const counted = await countByCompany(tx, cadence, {
    domains: all.flatMap((company) => (company.by === 'domain' ? [company.domain] : [])),
    names: all.flatMap((company) => (company.by === 'name' ? [company.name] : [])),
    publicDomains: [...publicMailDomains],
  });
  return new Map(
    counted.map(({ by, company, count }) => [
      companyKey(by === 'domain' ? { by, domain: company } : { by, name: company }),
      count,
    ]),
  );
}
