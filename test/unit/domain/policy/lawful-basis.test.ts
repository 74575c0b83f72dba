import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseWorkspace } from '../../../../src/domain/language/workspace.ts';
import {
  type AddressKind,
  addressKinds,
  guessAddressKind,
} from '../../../../src/domain/policy/address-kind.ts';
import { shippedRules } from '../../../../src/domain/policy/countries.ts';
import {
  type Basis,
  type BasisName,
  type BasisRules,
  bases,
  lackOfBasis,
} from '../../../../src/domain/policy/lawful-basis.ts';
import { inEnglish } from '../../../../src/domain/sentence.ts';

const now = new Date('2026-11-24T09:00:00Z');
const lastMonth = new Date('2026-10-24T09:00:00Z');

function rulesOf(policy: string): BasisRules {
  const { workspace, problems } = parseWorkspace(`policy: ${policy}\n`, 'workspace.yaml');
  const rules = workspace?.policy?.lawfulBasis ?? null;
  if (rules === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return rules;
}
const shipped = rulesOf('{ lawful_basis: required }');

const recorded = (basis: BasisName, of: Partial<Basis> = {}): Basis => ({
  ...{ basis, source: 'form 118', at: lastMonth, expires: null },
  ...of,
});
const told = (...given: Parameters<typeof lackOfBasis>) => {
  const found = lackOfBasis(...given);
  return found === null ? null : inEnglish(found);
};
const lack = (
  country: string | null,
  addressKind: AddressKind,
  of: readonly Basis[] = [],
  rules = shipped,
) => told(rules, { country, addressKind, bases: of }, now);

/**
 * What each country lets through, written out by hand: to a personal address, to a role address. `-` nothing recorded,
 * `c` consent, `i` legitimate interest, `e` existing customer, each a month old.
 */
const table: Readonly<Record<string, readonly [personal: string, role: string]>> = {
  NO: ['ce', '-cie'],
  SE: ['ce', '-cie'],
  DK: ['ce', 'ce'],
  FI: ['ce', '-cie'],
  DE: ['ce', 'ce'],
  AT: ['ce', 'ce'],
  CH: ['ce', 'ce'],
  NL: ['ce', 'ce'],
  BE: ['ce', '-cie'],
  FR: ['-cie', '-cie'],
  ES: ['ce', 'ce'],
  IT: ['ce', 'ce'],
  PL: ['c', 'c'],
  IE: ['-cie', '-cie'],
  GB: ['-cie', '-cie'],
  CA: ['cie', 'cie'],
  US: ['-cie', '-cie'],
  AU: ['cie', 'cie'],
  JP: ['ce', 'ce'],
  '': ['ce', 'ce'],
};

test('every shipped country is in the table', () => {
  expect(Object.keys(table).sort()).toEqual(['', 'JP', ...Object.keys(shippedRules)].sort());
});

/** The rows of the README's table: whom mail may go to without anything recorded, by country. */
async function toldOfCountries(): Promise<Map<string, string>> {
  const readme = await readFile(join(import.meta.dirname, '../../../../README.md'), 'utf8');
  const [, section = ''] = readme.split('### Lawful basis');
  return new Map(
    [...section.matchAll(/^\| ([A-Z ]+)(?:,[^|]*)? \| ([^|]+?) \| ([^|]*)\|$/gm)].flatMap(
      ([, countries = '', cold = '', ways = '']) =>
        countries.split(' ').map((code) => [code, `${cold}: ${ways.trim()}`] as const),
    ),
  );
}

test('the README says of every country what its rule says', async () => {
  const wayOf = (basis: string, validity: boolean | number) =>
    validity === false ? [] : [`\`${basis}\``];
  const words = new Map(
    Object.entries(shippedRules).map(([code, { coldMail, existingCustomer, recordedInterest }]) => {
      const cold =
        coldMail.length === 2 ? 'everybody' : coldMail.length === 1 ? '`role` addresses' : 'nobody';
      const ways = [
        ...wayOf('existing-customer', existingCustomer),
        ...wayOf('legitimate-interest', recordedInterest),
      ].join(', ');
      return [code, `${cold}: ${coldMail.length === 2 ? '' : ways || 'nothing else'}`];
    }),
  );
  words.set(
    'CA',
    'nobody: `existing-customer` for 24 months, `legitimate-interest` for 6, from their evidence on',
  );
  expect(await toldOfCountries()).toEqual(words);
});

const cases = Object.entries(table).flatMap(([country, allowed]) =>
  addressKinds.flatMap((kind) =>
    ([null, ...bases] as const).map((basis) => {
      const letter = basis === null ? '-' : basis.slice(0, 1).replace('l', 'i');
      const allows = allowed[kind === 'personal' ? 0 : 1].includes(letter);
      return { country, kind, basis, allows };
    }),
  ),
);

test.each(cases)('$country, $kind, $basis: $allows', ({ country, kind, basis, allows }) => {
  const of = basis === null ? [] : [recorded(basis)];
  const found = lack(country === '' ? null : country, kind, of);
  expect(found === null).toBe(allows);
  if (allows) return;
  const source = shippedRules[country]?.source ?? 'Directive 2002/58/EC art. 13';
  expect(found).toContain(`mail to a ${kind} address needs consent`);
  expect(found).toContain(`(${source}`);
});

test('a refusal names the country, the kind of address, what is needed and the source', () => {
  expect(lack('NO', 'personal')).toBe(
    'NO: mail to a personal address needs consent or an existing customer relation (markedsføringsloven § 15)',
  );
  expect(lack(' no ', 'personal')).toBe(lack('NO', 'personal'));
  expect(lack('PL', 'role', [recorded('existing-customer')])).toBe(
    'PL: mail to a role address needs consent (Prawo komunikacji elektronicznej art. 398); the existing-customer recorded does not suffice',
  );
  expect(lack('CA', 'role')).toBe(
    'CA: mail to a role address needs consent, an existing customer relation not older than 24 months or a recorded legitimate interest not older than 6 months (CASL (S.C. 2010, c. 23) s. 6 and 10)',
  );
  expect(lack('JP', 'role')).toMatch(/^JP \(no rule of its own\): mail to a role address needs/);
  expect(lack('Norge', 'role')).toMatch(/^Country "NORGE" not known \(write its ISO code\): mail/);
  expect(lack('uk', 'personal')).toBeNull();
  expect(lack(null, 'role')).toMatch(/^Country not known: mail to a role address needs/);
});

test.each<[BasisName, string, string | null, boolean]>([
  ['existing-customer', '2024-11-24T09:00:01Z', null, true],
  ['existing-customer', '2024-11-24T09:00:00Z', null, false],
  ['legitimate-interest', '2026-05-24T09:00:01Z', null, true],
  ['legitimate-interest', '2026-05-24T09:00:00Z', null, false],
  ['consent', '1999-01-01T00:00:00Z', null, true],
  ['consent', '2026-01-01T00:00:00Z', '2026-11-24T09:00:01Z', true],
  ['consent', '2026-01-01T00:00:00Z', '2026-11-24T09:00:00Z', false],
  ['existing-customer', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', false],
  ['existing-customer', '2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z', false],
])('Canada: %s of %s that expires %s suffices: %s', (basis, at, expires, suffices) => {
  const one = recorded(basis, {
    at: new Date(at),
    expires: expires === null ? null : new Date(expires),
  });
  expect(lack('CA', 'personal', [one]) === null).toBe(suffices);
});

test('months end on the last day of a shorter month, and one good basis is enough', () => {
  const rules = rulesOf(
    '{ lawful_basis: required, countries: { NO: { existing_customer: 3 months } } }',
  );
  const at = new Date('2025-11-30T12:00:00Z');
  const facts = (of: readonly Basis[]) =>
    ({ country: 'NO', addressKind: 'personal', bases: of }) as const;
  const customer = recorded('existing-customer', { at });
  const until = (instant: string, of = [customer]) => told(rules, facts(of), new Date(instant));
  expect(until('2026-02-28T11:59:59Z')).toBeNull();
  expect(until('2026-02-28T12:00:00Z')).toContain(
    '(policy.countries.NO of workspace.yaml); the existing-customer recorded ended 2026-02-28T12:00:00.000Z',
  );
  expect(until('2026-02-28T12:00:00Z', [customer, recorded('consent')])).toBeNull();
});

test('a workspace overrides rows, adds some, and says what counts elsewhere', () => {
  const rules = rulesOf(`{ lawful_basis: required, default: { cold_mail: [role] }, countries: {
    NO: { cold_mail: [] }, US: { cold_mail: [], recorded_interest: false, source: House rule 7 },
    JP: { existing_customer: false, source: Act on Regulation art. 3 } } }`);
  expect(lack('NO', 'role', [], rules)).toContain('(policy.countries.NO of workspace.yaml)');
  expect(lack('NO', 'role', [recorded('existing-customer')], rules)).toBeNull();
  expect(lack('US', 'role', [recorded('legitimate-interest')], rules)).toContain('(House rule 7)');
  expect(lack('JP', 'personal', [recorded('existing-customer')], rules)).toContain('Act on');
  expect(lack('JP', 'role', [], rules)).toBeNull();
  expect(lack(null, 'role', [], rules)).toBeNull();
  expect(lack('DE', 'role', [], rules)).toContain('UWG § 7');
});

test.each([
  ['info@fjord.no', 'role'],
  ['post@fjord.no', 'role'],
  ['kundeservice@fjord.no', 'role'],
  ['kunde-service@fjord.no', 'role'],
  ['info-no@fjord.com', 'role'],
  ['sales+cadence@fjord.no', 'role'],
  ['kari@fjord.no', 'personal'],
  ['post.hansen@fjord.no', 'personal'],
  ['infokari@fjord.no', 'personal'],
  ['info@gmail.com', 'personal'],
  ['it@fjord.no', 'role'],
  ['li.no@fjord.no', 'personal'],
])('%s is %s', (address, kind) => {
  expect(guessAddressKind(address)).toBe(kind);
});
