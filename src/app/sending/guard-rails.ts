/**
 * Rates of bounces and complaints, and what they pause:
 *
 * | of                | paused is                          | resumed by                                  |
 * |-------------------|------------------------------------|---------------------------------------------|
 * | a mailbox         | it                                 | `cadence mailboxes resume`                  |
 * | a sending domain  | each of its mailboxes              | `cadence mailboxes resume`, for each        |
 * | a cadence         | all its mails                      | `cadence cadences resume`                   |
 *
 * Counted in the transaction that says what has become of a mail; judged after it, so that no transaction locks mailboxes
 * behind counts. A process that dies in between is made up for by the reconciler.
 */
import { domainOf } from '../../domain/address.ts';
import { type GuardRails, judgeRates, type RateVerdict } from '../../domain/guard-rails.ts';
import { inEnglish, type Sentence, sentence } from '../../domain/sentence.ts';
import { messageOf } from '../../errors.ts';
import { readCadencePauses } from '../../store/cadence-pauses.ts';
import { listCadences } from '../../store/cadences.ts';
import type { Queryable } from '../../store/db.ts';
import { readMailboxes } from '../../store/mailboxes.ts';
import { addToDays, readLastDays, type ScopeCounts } from '../../store/rated-days.ts';
import type { TouchOutcome } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { pauseCadence } from './cadence-pauses.ts';
import { pauseMailbox } from './mailbox-pauses.ts';

/** What has happened to a mail, as the rates count it. */
export interface Rated {
  readonly mailbox: string;
  /** Null: not known any more. */
  readonly cadence: string | null;
  readonly as: 'sent' | 'bounced' | 'complained';
}

/** What the ends of hand-overs count for: a mail refused for the recipient's sake is one that came back. */
export function ratedOutcomes(outcomes: readonly TouchOutcome[], cadence: string): Rated[] {
  return outcomes.flatMap(({ status, reason, mailbox }): Rated[] => {
    if (mailbox === null) return [];
    if (status === 'sent') return [{ mailbox, cadence, as: 'sent' }];
    if (status !== 'failed' || reason !== 'recipient') return [];
    return [
      { mailbox, cadence, as: 'sent' },
      { mailbox, cadence, as: 'bounced' },
    ];
  });
}

type Rating = Pick<App, 'workspace' | 'clock'>;

/** Counts what has become of mails, where there are guard rails. The last locks of a transaction. */
export async function countRates(
  app: Rating,
  tx: Queryable,
  rated: readonly Rated[],
): Promise<void> {
  if (app.workspace.guardRails === null || rated.length === 0) return;
  const counts = new Map<string, ScopeCounts>();
  for (const one of rated) {
    for (const scope of scopesOf(app, one)) {
      const known = counts.get(scope) ?? { scope, sent: 0, bounced: 0, complained: 0 };
      counts.set(scope, { ...known, [one.as]: known[one.as] + 1 });
    }
  }
  await addToDays(tx, [...counts.values()], app.clock.now());
}

/** After the commit: pauses what is beyond its rails by now. Never throws: the reconciler looks again. */
export async function heedRates(app: App, rated: readonly Rated[]): Promise<void> {
  const worse = rated.filter(({ as }) => as !== 'sent');
  if (app.workspace.guardRails === null || worse.length === 0) return;
  try {
    const verdicts = await judged(app, [...new Set(worse.flatMap((one) => scopesOf(app, one)))]);
    for (const [scope, { does, why }] of verdicts) {
      if (does === 'warn') app.log.warn({ scope, rate: inEnglish(why) }, 'guard rail is near');
    }
    await pauseBeyond(app, verdicts);
  } catch (error) {
    app.log.warn({ err: messageOf(error) }, 'guard rails not asked');
  }
}

/** A part of the reconciler: the same for everything that is counted. @returns how much was paused */
export async function keepWithinRails(app: App): Promise<number> {
  if (app.workspace.guardRails === null) return 0;
  const cadences = await listCadences(app.db);
  const verdicts = await judged(app, [
    ...app.workspace.mailboxes.flatMap(({ key }) => scopesOf(app, { mailbox: key, cadence: null })),
    ...cadences.map(({ key }) => cadenceScope(key)),
  ]);
  return pauseBeyond(app, verdicts);
}

/** Nothing that is paused already is touched: its rates stay as they are for days. */
async function pauseBeyond(app: App, verdicts: ReadonlyMap<string, RateVerdict>): Promise<number> {
  const beyond = [...verdicts].filter(([, { does }]) => does === 'pause');
  if (beyond.length === 0) return 0;
  const paused = await pausedScopes(app);
  let count = 0;
  for (const [scope, { why }] of beyond) count += await pauseScope(app, scope, paused, why);
  return count;
}

async function pausedScopes({ db }: Pick<App, 'db'>): Promise<ReadonlySet<string>> {
  const mailboxes = (await readMailboxes(db)).filter(({ status }) => status === 'paused');
  const cadences = await readCadencePauses(db);
  return new Set([
    ...mailboxes.map(({ key }) => mailboxScope(key)),
    ...cadences.map(({ key }) => cadenceScope(key)),
  ]);
}

/** Mailboxes before domains before cadences, as they are sorted in their words: the narrowest says why. */
async function pauseScope(
  app: App,
  scope: string,
  paused: ReadonlySet<string>,
  why: Sentence,
): Promise<number> {
  if (paused.has(scope)) return 0;
  const [kind, key] = parted(scope);
  if (kind === 'cadence') {
    return Number(await pauseCadence(app, app.db, { key, cause: 'rate', why }));
  }
  const keys = kind === 'mailbox' ? [key] : mailboxesOfDomain(app, key);
  let count = 0;
  for (const mailbox of keys.filter((one) => !paused.has(mailboxScope(one)))) {
    const row = await app.db.transaction((tx) => pauseMailbox(app, tx, mailbox, why, 'rate'));
    if (row !== null) count += 1;
  }
  return count;
}

async function judged(
  app: Pick<App, 'db' | 'workspace' | 'clock'>,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, RateVerdict>> {
  const { guardRails } = app.workspace;
  if (guardRails === null) return new Map();
  const counted = await readLastDays(app.db, [...new Set(scopes)], app.clock.now());
  const order = ['mailbox', 'domain', 'cadence'];
  const rank = ({ scope }: ScopeCounts) => order.indexOf(parted(scope)[0]);
  return new Map(
    counted
      .toSorted((a, b) => rank(a) - rank(b))
      .flatMap((counts) => {
        const verdict = verdictOn(counts, guardRails);
        return verdict === null ? [] : [[counts.scope, verdict] as const];
      }),
  );
}

function verdictOn(counts: ScopeCounts, rails: GuardRails): RateVerdict | null {
  const verdict = judgeRates(counts, rails);
  const [kind, key] = parted(counts.scope);
  if (verdict === null || kind !== 'domain') return verdict;
  return { ...verdict, why: sentence('rail.whole-domain', { domain: key, why: verdict.why }) };
}

/** The mailboxes that near their guard rails, alone or with their domain, and why. */
export async function readWarnings(app: App): Promise<ReadonlyMap<string, Sentence>> {
  const scopes = app.workspace.mailboxes.map(({ key }) => ({
    key,
    own: scopesOf(app, { mailbox: key, cadence: null }),
  }));
  const verdicts = await judged(
    app,
    scopes.flatMap(({ own }) => own),
  );
  return new Map(
    scopes.flatMap(({ key, own }) => {
      const [first] = own.flatMap((scope) => verdicts.get(scope) ?? []);
      return first === undefined ? [] : [[key, first.why] as const];
    }),
  );
}

/** The cadences that near their guard rails, and why. */
export async function readCadenceWarnings(
  app: App,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Sentence>> {
  const verdicts = await judged(app, keys.map(cadenceScope));
  return new Map([...verdicts].map(([scope, { why }]) => [parted(scope)[1], why]));
}

export const cadenceScope = (key: string) => `cadence:${key}`;
export const mailboxScope = (key: string) => `mailbox:${key}`;

/** The sending domain of a mailbox; none where `workspace.yaml` does not have it. */
export function domainScopes({ workspace }: Pick<App, 'workspace'>, mailbox: string): string[] {
  const found = workspace.mailboxes.find(({ key }) => key === mailbox);
  return found === undefined ? [] : [`domain:${domainOf(found.from.address)}`];
}

function scopesOf(app: Rating, { mailbox, cadence }: Pick<Rated, 'mailbox' | 'cadence'>): string[] {
  const ofCadence = cadence === null ? [] : [cadenceScope(cadence)];
  return [mailboxScope(mailbox), ...domainScopes(app, mailbox), ...ofCadence];
}

function mailboxesOfDomain({ workspace }: Pick<App, 'workspace'>, domain: string): string[] {
  const own = workspace.mailboxes.filter(({ from }) => domainOf(from.address) === domain);
  return own.map(({ key }) => key).toSorted();
}

function parted(scope: string): readonly [kind: string, key: string] {
  const at = scope.indexOf(':');
  return [scope.slice(0, at), scope.slice(at + 1)];
}
