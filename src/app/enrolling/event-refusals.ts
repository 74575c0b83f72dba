import type { RefusalCode } from '../../domain/codes.ts';
import { inEnglish } from '../../domain/sentence.ts';
import type { Queryable } from '../../store/db.ts';
import type { MailWishes } from '../../store/mail-choices.ts';
import { readSuppressed } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import type { Circumstances } from '../enrolments/consequences.ts';
import type { EnrolEffect } from '../events/decide-events.ts';
import { lacksOf } from '../people/lawful-basis.ts';
import { refuseByRules } from './entry-rules.ts';

/** Why an event leads nobody into a cadence. */
export interface EventRefusal {
  readonly code: RefusalCode;
  readonly acceptedFrom?: Date;
  /** The rule of the law. */
  readonly detail?: string | undefined;
}

/**
 * Why the entry rules of the cadence, or the law, keep the person out; null when they do not. The enrolment that leads there
 * is no reason to wait. Somebody suppressed is told as that, and so is who wants none of its mails.
 */
export async function refusalOf(
  app: App,
  tx: Queryable,
  { from }: EnrolEffect,
  circumstances: Circumstances,
  wishes: MailWishes | undefined,
): Promise<EventRefusal | null> {
  const { prospectId, prospect } = from;
  const { now } = circumstances;
  if (wishes?.declined === true) return { code: 'suppressed' };
  const leadHere = [from.id];
  const applicant = { ...prospect, prospectId };
  const lack = (await lacksOf(app, tx, [prospectId], now)).get(prospectId);
  const refused = await refuseByRules(tx, [applicant], circumstances, { leadHere });
  const refusal = refused.get(prospectId);
  if (refusal === undefined && lack === undefined) return null;
  const { address } = prospect;
  const suppressed = (await readSuppressed(tx, [address])).get(address);
  if (suppressed !== undefined) {
    return { code: suppressed === 'address' ? 'suppressed' : 'blocked_domain' };
  }
  if (refusal === undefined || lack !== undefined) {
    return { code: 'missing_basis', detail: lack === undefined ? undefined : inEnglish(lack) };
  }
  const { code, acceptedFrom } = refusal;
  return { code, ...(acceptedFrom === undefined ? {} : { acceptedFrom }) };
}
