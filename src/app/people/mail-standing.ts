/** What the page behind an opt-out link shows of its reader, and what it may still take back. */
import { type MailScope, mayThinkAgain } from '../../domain/mail-choice.ts';
import type { Queryable } from '../../store/db.ts';
import { type MailChoice, readMailChoice } from '../../store/mail-choices.ts';
import { readSuppressedBy } from '../../store/suppressions.ts';
import type { App } from '../context.ts';

/** Who holds the link. */
export interface LinkHolder {
  readonly prospectId: string;
  /** Normalised address. */
  readonly address: string;
  readonly enrolmentId: string;
  /** Of that enrolment. */
  readonly cadenceKey: string;
}

/** What holds for somebody now, as far as the page of one link can tell. */
export interface MailStanding {
  /** Null: they get mail. */
  readonly scope: MailScope | null;
  /** Of a pause, also of one that stands beside a choice of a series; null when none does. */
  readonly until: Date | null;
  /** What the page may take back; null when there is nothing of its own, or it is too long ago. */
  readonly takeBack: string | null;
}

/** Nobody erased gets mail again, whatever their link asks for: the page says that, and does nothing. */
export const standingOfErased: MailStanding = { scope: 'all', until: null, takeBack: null };

/** Reads it; nothing is changed. */
export async function readStanding(
  app: App,
  db: Queryable,
  { address, enrolmentId }: Pick<LinkHolder, 'address' | 'enrolmentId'>,
): Promise<MailStanding> {
  const choice = await readMailChoice(db, enrolmentId);
  const suppressed = await readSuppressedBy(db, address);
  return standingOf(choice, suppressed, app.clock.now());
}

/** Who has suppressed the address; null when nobody has. */
export type Suppressed = Awaited<ReturnType<typeof readSuppressedBy>>;

/** The same of what has been read already. */
export function standingOf(
  choice: MailChoice | null,
  suppressed: Suppressed,
  now: Date,
): MailStanding {
  const own = choice !== null && isInForce(choice, suppressed, now) ? choice : null;
  const takeBack = own !== null && mayThinkAgain(own.chosenAt, now) ? own.id : null;
  if (suppressed !== null) {
    const revocable = suppressed === 'page' && own?.scope === 'all';
    return { scope: 'all', until: null, takeBack: revocable ? takeBack : null };
  }
  const { until = null } = own ?? {};
  return {
    scope: own?.scope ?? null,
    until: until !== null && until > now ? until : null,
    takeBack,
  };
}

/** Whether a choice still holds: its pause is not over, nor its suppression lifted. */
export function isInForce(
  { scope, until }: MailChoice,
  suppressed: Suppressed,
  now: Date,
): boolean {
  if (scope === 'all') return suppressed !== null;
  return scope !== 'pause' || (until !== null && until > now);
}
