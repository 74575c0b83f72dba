import { getPublicSuffix } from 'tldts';
import { normaliseAddress } from '../../domain/address.ts';
import type { ExitReason } from '../../domain/codes.ts';
import { exit } from '../../domain/enrolment/transitions.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput, NotFound } from '../../errors.ts';
import { joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { readSnapshotsOfProspects } from '../../store/snapshots.ts';
import {
  deleteSuppression,
  insertSuppressions,
  prospectsSuppressedBy,
} from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { erasureHash } from '../enrolling/take-prospects.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import { waitUntilLandedAt } from '../sending/in-flight.ts';

export interface SuppressRequest {
  /** An address, or a whole domain. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
  readonly note?: string | undefined;
}

/** Why an enrolment ends whose prospect is suppressed for this reason. */
export function exitReasonOf(reason: string | null): ExitReason {
  const told = (['opted_out', 'complained', 'bounced'] as const).find((known) => known === reason);
  return told ?? 'manual';
}

/**
 * Suppresses an address or a domain at once: every live enrolment of those concerned ends, and a mail that is being handed
 * over at this moment is waited for.
 *
 * The suppression is committed before anybody is looked for. So whoever is enrolled meanwhile is refused or not claimed, and
 * a claim that has not seen it holds the lock of a prospect that is found here; and a crash in the middle leaves nobody who
 * could be sent to.
 *
 * @throws InvalidInput `invalid_address` when the value is neither an address nor a domain
 */
export async function suppress(
  app: App,
  request: SuppressRequest,
): Promise<{ readonly value: string; readonly ended: number; readonly inFlight: boolean }> {
  const since = performance.now();
  const value = suppressionValue(request.value);
  await app.db.transaction(async (tx) => {
    deedIsTo('suppression', suppressionId(app, value));
    await insertSuppressions(tx, [{ ...request, value }], app.clock.now());
  });
  const prospectIds = await prospectsSuppressedBy(app.db, value);
  const { ended } = await endSuppressed(app, prospectIds, exitReasonOf(request.reason));
  const flying = await waitUntilLandedAt(app.db, value, since);
  return { value, ended, inFlight: flying.size > 0 };
}

/** Lifts a suppression. @throws NotFound `not_suppressed` */
export async function liftSuppression(app: App, value: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    deedIsTo('suppression', suppressionId(app, value));
    if (await deleteSuppression(tx, value)) return;
    throw new NotFound('not_suppressed', ...saying(sentence('suppression.not-there', { value })));
  });
}

/** What a suppression is called in the audit log: a domain as it is, an address by its keyed hash. */
export function suppressionId({ keys }: Pick<App, 'keys'>, value: string): string {
  return value.includes('@') ? erasureHash(keys.erasure, value).toString('hex') : value;
}

/** Prospects that one transaction locks: a whole provider's domain must not keep replies and mails of its people waiting. */
const setSize = 500;

/** What came of the end of everything that some people were in. */
export interface EndedAll {
  readonly ended: number;
  /** Enrolments whose mail was being handed over then. */
  readonly flying: readonly string[];
}

/** Ends everything that these people are in, in sets. They are suppressed already. */
export async function endSuppressed(
  app: App,
  prospectIds: readonly string[],
  reason: ExitReason,
): Promise<EndedAll> {
  const parts: EndedAll[] = [];
  for (let from = 0; from < prospectIds.length; from += setSize) {
    const some = prospectIds.slice(from, from + setSize);
    parts.push(await app.db.transaction((tx) => endAll(app, tx, some, reason)));
  }
  return {
    ended: parts.reduce((sum, { ended }) => sum + ended, 0),
    flying: parts.flatMap(({ flying }) => flying),
  };
}

/** Ends everything that these people are in, under their locks. */
export async function endAll(
  app: App,
  tx: Queryable,
  prospectIds: readonly string[],
  reason: ExitReason,
): Promise<EndedAll> {
  await lockProspects(tx, prospectIds);
  const now = app.clock.now();
  const parts = [];
  const flying: string[] = [];
  for (const before of await readSnapshotsOfProspects(tx, prospectIds)) {
    if (before.inAir.some(({ status }) => status === 'handing_over')) flying.push(before.id);
    const state = exit(before.state, reason);
    if ('refused' in state) continue;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    parts.push(consequences(before, { state, base: null }, circumstances, now));
  }
  const changes = joinChanges(parts);
  await settleEvents(
    tx,
    changes.enrolments.map((change) => change.id),
  );
  await writeChanges(tx, changes, now);
  return { ended: changes.enrolments.length, flying };
}

/**
 * The form in which an address or a domain is looked up. `@example.no` and `*@example.no` are the domain.
 *
 * @throws InvalidInput `invalid_address`; `public_suffix` for a domain that is nobody's, such as co.uk
 */
export function suppressionValue(text: string): string {
  const trimmed = text.trim().toLowerCase().replace(/^\*?@/, '');
  const asAddress = normaliseAddress(trimmed.includes('@') ? trimmed : `x@${trimmed}`);
  if (asAddress === null) {
    throw new InvalidInput('invalid_address', ...saying(sentence('suppression.neither', { text })));
  }
  if (trimmed.includes('@')) return asAddress;
  const domain = asAddress.slice(2);
  if (getPublicSuffix(domain) === domain) {
    throw new InvalidInput(
      'public_suffix',
      ...saying(sentence('suppression.public-suffix', { domain })),
    );
  }
  return domain;
}
