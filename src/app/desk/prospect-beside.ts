import { companyKeys } from '../../domain/company-keys.ts';
import { isLive } from '../../domain/enrolment/state.ts';
import type { Sentence } from '../../domain/sentence.ts';
import { isWithin, type Owners, type Viewer } from '../../domain/viewer.ts';
import { readEmployments } from '../../store/company-holds.ts';
import { type EnrolmentView, listEnrolments } from '../../store/enrolments.ts';
import {
  type ChoiceOfPerson,
  type Colleague,
  type HoldOfCompany,
  listColleagues,
  listHoldsOf,
  readAliasesOf,
  readChoicesOf,
  readSuppressionsOf,
} from '../../store/prospect-desk.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import type { Suppression } from '../../store/suppressions.ts';
import { readLatestOfProspect, type TimelineEntry } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { lacksOf, shownBases } from '../people/lawful-basis.ts';
import { unknownWork } from '../unknown.ts';

/** A person, with all that one wants to know before writing to them. */
export interface ProspectBeside {
  readonly prospect: Prospect;
  readonly aliases: readonly string[];
  readonly bases: Awaited<ReturnType<typeof shownBases>>;
  /** Which rule asks for what before mail may be sent now; null where nothing is lacking, or nobody asks. */
  readonly lack: Sentence | null;
  /** False where the workspace has no rules on what mail is based on. */
  readonly isAsked: boolean;
  readonly suppressions: readonly Suppression[];
  readonly choices: readonly ChoiceOfPerson[];
  /** The latest first. */
  readonly enrolments: readonly EnrolmentView[];
  /** Who else is in contact with them now: owners whose enrolments are not seen. */
  readonly others: readonly string[];
  /** What tells who are colleagues: `fjord.no`, `account 0012`. Empty where nothing does, as at a public mail provider. */
  readonly company: readonly string[];
  readonly colleagues: readonly Colleague[];
  /** More of them are not shown. */
  readonly areMore: boolean;
  readonly holds: readonly (HoldOfCompany & { readonly isInForce: boolean })[];
  /** The latest first. */
  readonly timeline: readonly TimelineEntry[];
}

const atMost = { enrolments: 100, colleagues: 50, holds: 20, entries: 100 };

/** @throws NotFound `unknown_prospect` */
export async function readProspectBeside(
  app: App,
  id: string,
  { owners }: Viewer,
): Promise<ProspectBeside> {
  const prospect = await readProspect(app.db, id);
  if (prospect === null) throw unknownWork('prospect', id);
  const now = app.clock.now();
  const [person] = await readEmployments(app.db, [id]);
  const ownDomains = app.workspace.companyHold?.ownDomains ?? new Map<string, string>();
  const companies = person === undefined ? [] : companyKeys(person, ownDomains);
  const keys = companies.map(({ key }) => key);
  const [bases, lacks, suppressions, choices, aliases, enrolments, colleagues, holds, timeline] =
    await Promise.all([
      shownBases(app.db, id),
      lacksOf(app, app.db, [id], now),
      readSuppressionsOf(app.db, id),
      readChoicesOf(app.db, id),
      readAliasesOf(app.db, id),
      listEnrolments(app.db, { prospectId: id, limit: atMost.enrolments }),
      listColleagues(app.db, id, companies, atMost.colleagues + 1, owners),
      listHoldsOf(app.db, keys, atMost.holds, owners),
      readLatestOfProspect(app.db, id, atMost.entries, owners),
    ]);
  return {
    ...{ prospect, aliases, bases, suppressions, choices, timeline },
    lack: lacks.get(id) ?? null,
    isAsked: app.workspace.policy?.lawfulBasis != null,
    enrolments: enrolments.filter(({ owner }) => isWithin(owner, owners)).toReversed(),
    others: othersIn(enrolments, owners),
    company: keys.map((key) => key.replace(/^domain /, '')),
    colleagues: colleagues.slice(0, atMost.colleagues),
    areMore: colleagues.length > atMost.colleagues,
    holds: holds.map((hold) => ({
      ...hold,
      isInForce: hold.releasedAt === null && (hold.until === null || hold.until > now),
    })),
  };
}

function othersIn(enrolments: readonly EnrolmentView[], owners: Owners): string[] {
  const others = enrolments.flatMap(({ owner, state }) =>
    owner === null || isWithin(owner, owners) || !isLive(state) ? [] : [owner],
  );
  return [...new Set(others)].toSorted();
}
