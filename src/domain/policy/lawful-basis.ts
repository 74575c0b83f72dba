/**
 * Whether a commercial mail to somebody has a lawful basis, by the rule of their country.
 *
 * | what is recorded of them | suffices |
 * |---|---|
 * | nothing | where the country allows cold mail to this kind of address |
 * | `consent` | everywhere, until it expires |
 * | `existing-customer` | where the country lets it suffice, for as long as it says |
 * | `legitimate-interest` (an inquiry, an address published for it) | where cold mail is allowed, or as the country says |
 */
import { at, type Sentence, sentence } from '../sentence.ts';
import type { AddressKind } from './address-kind.ts';

export const bases = ['consent', 'legitimate-interest', 'existing-customer'] as const;
export type BasisName = (typeof bases)[number];

/** What mail to a person is based on, with its evidence. */
export interface Basis {
  readonly basis: BasisName;
  /** Where it is written down: a form, a contract, an event. */
  readonly source: string;
  /** When it was given or came about. */
  readonly at: Date;
  /** Null: as long as the country lets it last. */
  readonly expires: Date | null;
}

/** Whether something suffices: never, always, or for so many months from its evidence on. */
export type Validity = boolean | number;

/** What a rule says. */
export interface RuleTerms {
  /** The kinds of address that may get mail without anything recorded. */
  readonly coldMail: readonly AddressKind[];
  readonly existingCustomer: Validity;
  /** Of a legitimate interest that is recorded with its evidence. */
  readonly recordedInterest: Validity;
}

/** The rule of a country, and where the law says so. */
export interface CountryRule extends RuleTerms {
  /** Act and section, as messages name it. */
  readonly source: string;
  readonly url: string | null;
}

/** The rules of a workspace, by ISO 3166 code of the country. */
export interface BasisRules {
  readonly countries: ReadonlyMap<string, CountryRule>;
  /** For a country that is not known, or has no rule. */
  readonly fallback: CountryRule;
}

/** What is asked of a person. */
export interface BasisFacts {
  readonly country: string | null;
  readonly addressKind: AddressKind;
  readonly bases: readonly Basis[];
}

/** @returns null when mail at `now` has a lawful basis, else which rule asks for what, without a full stop */
export function lackOfBasis(rules: BasisRules, facts: BasisFacts, now: Date): Sentence | null {
  const { addressKind, bases: recorded } = facts;
  const code = codeOf(facts.country);
  const own = rules.countries.get(code);
  const rule = own ?? rules.fallback;
  if (rule.coldMail.includes(addressKind)) return null;
  if (recorded.some((one) => isGood(one, rule, now))) return null;
  return sentence('law.lack', {
    country: own === undefined ? elsewhere(code) : code,
    kind: sentence(`law.kind-${addressKind}`),
    needs: needs(rule),
    source: rule.source,
    faults: { list: recorded.map((one) => fault(one, rule)), by: '' },
  });
}

/** Lists say UK for what ISO 3166 calls GB. */
function codeOf(country: string | null): string {
  const code = country?.trim().toUpperCase() ?? '';
  return code === 'UK' ? 'GB' : code;
}

function elsewhere(code: string): Sentence {
  if (/^[A-Z]{2}$/.test(code)) return sentence('law.country-without-rule', { country: code });
  return code === ''
    ? sentence('law.country-unknown')
    : sentence('law.country-unreadable', { country: JSON.stringify(code) });
}

function isGood(basis: Basis, rule: RuleTerms, now: Date): boolean {
  const end = endOf(basis, rule);
  return end === null || (end !== 'never' && end > now);
}

/** Until when it suffices; null for always. */
function endOf({ basis, at, expires }: Basis, rule: RuleTerms): Date | 'never' | null {
  const validity = validityOf(basis, rule);
  if (validity === false) return 'never';
  const lapses = validity === true ? null : plusMonths(at, validity);
  if (lapses === null || expires === null) return lapses ?? expires;
  return lapses < expires ? lapses : expires;
}

function validityOf(basis: BasisName, rule: RuleTerms): Validity {
  switch (basis) {
    case 'consent':
      return true;
    case 'existing-customer':
      return rule.existingCustomer;
    case 'legitimate-interest':
      return rule.recordedInterest;
  }
}

function fault(recorded: Basis, rule: RuleTerms): Sentence {
  const end = endOf(recorded, rule);
  const basis = { code: recorded.basis, of: 'basis' } as const;
  return end instanceof Date
    ? sentence('law.fault-ended', { basis, end: at(end) })
    : sentence('law.fault-insufficient', { basis });
}

function needs({ existingCustomer, recordedInterest }: RuleTerms): Sentence {
  const ways = [
    sentence('law.consent'),
    ...ofAge('law.customer', existingCustomer),
    ...ofAge('law.interest', recordedInterest),
  ];
  const last = ways.pop() ?? sentence('law.consent');
  if (ways.length === 0) return last;
  return sentence('law.either', { ways: { list: ways }, last });
}

function ofAge(way: 'law.customer' | 'law.interest', validity: Validity): Sentence[] {
  if (validity === false) return [];
  if (validity === true) return [sentence(way)];
  return [sentence(`${way}-months`, { months: validity })];
}

/** The same day so many months later, or the last one of a shorter month; in UTC. */
function plusMonths(at: Date, months: number): Date {
  const month = at.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const moved = new Date(at);
  moved.setUTCFullYear(at.getUTCFullYear(), month, Math.min(at.getUTCDate(), lastDay));
  return moved;
}
