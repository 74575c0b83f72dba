import { plusDuration } from './calendar.ts';
import type { RefusalCode } from './codes.ts';
import type { Duration } from './duration.ts';
import type { Place, Schedule } from './schedule.ts';
import { type Sentence, sentence } from './sentence.ts';
import { wallClockText } from './wall-clock.ts';

/** Who may be enrolled in a cadence, and how many start a day, as plain JSON. An absent key means no limit. */
export interface EntryRules {
  /** `once`: whoever has been in it never again. `when-not-active`: nobody who is in it now. Absent: anybody, any time. */
  readonly reentry?: 'once' | 'when-not-active';
  /** Nobody who is in another cadence now. What another cadence says of this one does not matter here. */
  readonly exclusive?: true;
  /** Nobody whose last enrolment in any cadence has ended less than this long ago. */
  readonly cooldown?: Duration;
  /** So many start a day; the others wait as `pending`. */
  readonly maxNewPerDay?: number;
  /** So many people of one company at most are in it at a time. */
  readonly maxActivePerCompany?: number;
}

/** What a person has been in. Enrolments of an import that was taken back before anything was sent do not count. */
export interface EntryHistory {
  /** In the cadence that is entered: now, or before. */
  readonly here: 'live' | 'ended' | null;
  /** The key of another cadence that they are in now. */
  readonly elsewhere: string | null;
  /** When the last of their enrolments ended. */
  readonly lastEndedAt: Date | null;
}

export interface EntryRefusal {
  readonly code: Extract<
    RefusalCode,
    'already_enrolled' | 'not_reenterable' | 'in_cooldown' | 'company_limit'
  >;
  /** What follows the address in a message. */
  readonly said: Sentence;
  /** From when on it would be accepted, as far as is known now. */
  readonly acceptedFrom?: Date;
}

/** The cadence that is entered. */
export interface Entered {
  readonly key: string;
  readonly schedule: Schedule;
  readonly entry?: EntryRules;
}

/**
 * Why the rules of a cadence keep a person out; null when they do not. The strongest reason is told: what does not pass by
 * itself before what does.
 *
 * @param place  where the person is: the days of the cooldown are counted there
 */
export function refuseEntry(
  { key, schedule, entry = {} }: Entered,
  { here, elsewhere, lastEndedAt }: EntryHistory,
  now: Date,
  place: Place,
): EntryRefusal | null {
  if (entry.reentry !== undefined && here === 'live') {
    return { code: 'already_enrolled', said: sentence('refusal.is-in', { cadence: key }) };
  }
  if (entry.reentry === 'once' && here === 'ended') {
    return { code: 'not_reenterable', said: sentence('refusal.has-been-in', { cadence: key }) };
  }
  if (entry.exclusive === true && elsewhere !== null) {
    const said = sentence('refusal.is-elsewhere', { other: elsewhere, cadence: key });
    return { code: 'already_enrolled', said };
  }
  if (entry.cooldown === undefined || lastEndedAt === null) return null;
  const acceptedFrom = plusDuration(lastEndedAt, entry.cooldown, schedule, place);
  if (acceptedFrom <= now) return null;
  const from = `${wallClockText(acceptedFrom, place.zone)} (${place.zone})`;
  const cooldown = { span: entry.cooldown };
  const said = sentence('refusal.cooldown', { cadence: key, from, cooldown });
  return { code: 'in_cooldown', said, acceptedFrom };
}

/** Why nobody more of a company is taken. */
export function refuseForCompany(key: string, company: string, limit: number): EntryRefusal {
  const said =
    limit === 1
      ? sentence('refusal.company-one', { cadence: key, company })
      : sentence('refusal.company', { cadence: key, limit, company });
  return { code: 'company_limit', said };
}
