/** Who may be mailed, by the rules of the workspace. Where it has none, nothing is asked. */
import { guessAddressKind } from '../../domain/policy/address-kind.ts';
import { type BasisRules, lackOfBasis } from '../../domain/policy/lawful-basis.ts';
import { type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput } from '../../errors.ts';
import { type KnownBases, readKnownBases } from '../../store/bases.ts';
import type { ClaimedTouch, ClaimVerdict } from '../../store/claims.ts';
import type { Queryable } from '../../store/db.ts';
import type { App } from '../context.ts';
import type { Candidate } from '../enrolling/enrol.ts';

type WithPolicy = Pick<App, 'workspace'>;

/**
 * Which of these people may not be mailed at `at`, and by which rule.
 *
 * @param tx  holds their locks, where something is decided by it
 */
export async function lacksOf(
  app: WithPolicy,
  tx: Queryable,
  prospectIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Sentence>> {
  const rules = app.workspace.policy?.lawfulBasis ?? null;
  if (rules === null || prospectIds.length === 0) return new Map();
  const known = await readKnownBases(tx, [...new Set(prospectIds)]);
  return new Map(
    known.flatMap((one) => {
      const lack = lackOfBasis(rules, { ...one, addressKind: kindOf(one) }, at);
      return lack === null ? [] : [[one.id, lack] as const];
    }),
  );
}

function kindOf({ addressKind, address }: KnownBases) {
  return addressKind ?? guessAddressKind(address);
}

/**
 * The claims, each mail that may not go out with the rule that forbids it: in their transaction, whose locks keep what is
 * recorded as it is.
 */
export async function withLacks(
  app: WithPolicy,
  tx: Queryable,
  verdicts: readonly ClaimVerdict[],
  now: Date,
): Promise<readonly ClaimVerdict[]> {
  const mails = verdicts.flatMap((one) =>
    'claimed' in one && one.claimed.channel === 'email' ? [one.claimed.prospectId] : [],
  );
  const lacks = await lacksOf(app, tx, mails, now);
  if (lacks.size === 0) return verdicts;
  return verdicts.map((one) => {
    const lack = 'claimed' in one ? lacks.get(one.claimed.prospectId) : undefined;
    return 'claimed' in one && lack !== undefined
      ? { claimed: { ...one.claimed, lacksBasis: lack } }
      : one;
  });
}

/** The same of somebody of whom only a list tells: what is recorded of them already is not known there. */
export function lackInList(
  rules: BasisRules,
  { prospect }: Pick<Candidate, 'prospect'>,
  address: string,
  at: Date,
): Sentence | null {
  const { basis, basisSource, basisAt, basisExpires } = prospect;
  const isTold = basis != null && basisSource !== undefined && basisAt !== undefined;
  const facts = {
    country: prospect.country ?? null,
    addressKind: prospect.addressKind ?? guessAddressKind(address),
    bases: isTold
      ? [{ basis, source: basisSource, at: basisAt, expires: basisExpires ?? null }]
      : [],
  };
  return lackOfBasis(rules, facts, at);
}

/** @throws InvalidInput `missing_basis` */
export function refuseUnlawful({ lacksBasis }: Pick<ClaimedTouch, 'lacksBasis'>): void {
  if (lacksBasis === undefined) return;
  throw new InvalidInput(
    'missing_basis',
    ...saying(sentence('mail.unlawful', { lack: lacksBasis })),
  );
}

/** What is recorded of a person, as it is shown. */
export async function shownBases(db: Queryable, prospectId: string) {
  const [known] = await readKnownBases(db, [prospectId]);
  if (known === undefined) return {};
  return {
    addressKind: kindOf(known),
    addressKindFrom: known.addressKind === null ? 'address' : 'told',
    bases: known.bases,
  };
}
