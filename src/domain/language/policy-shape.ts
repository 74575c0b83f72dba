import { z } from 'zod';
import { invalid } from '../invalid.ts';
import { addressKinds } from '../policy/address-kind.ts';
import { shippedFallback, shippedRules } from '../policy/countries.ts';
import type { BasisRules, CountryRule, RuleTerms } from '../policy/lawful-basis.ts';
import { sentence } from '../sentence.ts';
import { wanted } from './issue-sentence.ts';
import { choice, quoted, textRead, title } from './leaves.ts';
import { retentionShape } from './retention-shape.ts';

/** What the workspace has decided about the law. */
export interface Policy {
  /** Null: nobody is refused for want of a lawful basis. */
  readonly lawfulBasis: BasisRules | null;
}

/** `24 months`. @throws InvalidInput `invalid_duration` */
function parseMonths(text: string): number {
  const [, figure] = /^(\d{1,3}) months?$/.exec(text.trim()) ?? [];
  const months = Number(figure);
  if (figure !== undefined && months > 0) return months;
  throw invalid(
    'invalid_duration',
    sentence('lint.not-months', { text: quoted(text), what: sentence('want.validity') }),
  );
}

const validity = (description: string, ...examples: readonly (boolean | string)[]) =>
  z
    .union([z.boolean(), textRead('invalid-duration', parseMonths)], wanted('want.validity'))
    .meta({ description, examples: [...examples] })
    .optional();

const country = textRead('invalid-value', (text) => {
  if (/^[A-Z]{2}$/.test(text)) return text;
  throw invalid('invalid_country', sentence('lint.country-capitals', { text: quoted(text) }));
});

/** What differs from the shipped rule of a country. */
const ruleShape = z
  .strictObject({
    cold_mail: z
      .array(choice(addressKinds, 'A kind of address'))
      .meta({
        description: 'Kinds of address that may get mail without consent or customer relation',
        examples: [['role'], []],
      })
      .optional(),
    existing_customer: validity('Whether a customer relation suffices', true, '24 months'),
    recorded_interest: validity(
      'Whether a legitimate interest that is recorded with its evidence suffices',
      false,
      '6 months',
    ),
    source: title('Act and section, as refusals name it', 'markedsføringsloven § 15').optional(),
    url: z.url().max(500).meta({ description: 'Where the law can be read' }).optional(),
  })
  .meta({ examples: [{ cold_mail: ['role'], existing_customer: true }] });

/** `policy` of the workspace. */
export const policyShape = z
  .strictObject({
    lawful_basis: choice(
      ['required'],
      'required: mail needs a lawful basis by the rule of the country; default: nothing is asked',
    ).optional(),
    countries: z
      .record(country, ruleShape)
      .meta({
        description: 'What differs from the shipped rules, by ISO code of the country',
        examples: [{ NO: { cold_mail: [] } }],
      })
      .optional(),
    default: ruleShape
      .meta({ description: 'For a country that is not known, or has no rule' })
      .optional(),
    retention: retentionShape.optional(),
  })
  .meta({ description: 'What the law is taken to ask; default: nothing is refused' });

/** Null where the workspace says nothing. */
export function compilePolicy(shape: z.output<typeof policyShape> | undefined): Policy | null {
  if (shape === undefined) return null;
  return { lawfulBasis: shape.lawful_basis === undefined ? null : compileRules(shape) };
}

type RuleShape = z.output<typeof ruleShape>;

function compileRules(shape: z.output<typeof policyShape>): BasisRules {
  const fallback = overridden(shippedFallback, shape.default, 'policy.default');
  const countries = new Map(Object.entries(shippedRules));
  for (const [code, rule] of Object.entries(shape.countries ?? {})) {
    const name = `policy.countries.${code}`;
    countries.set(code, overridden(countries.get(code) ?? fallback, rule, name));
  }
  return { countries, fallback };
}

/** What is changed without a source of its own names the workspace: the law would be quoted for what it does not say. */
function overridden(rule: CountryRule, own: RuleShape | undefined, name: string): CountryRule {
  if (own === undefined) return rule;
  const terms: RuleTerms = {
    coldMail: own.cold_mail ?? rule.coldMail,
    existingCustomer: own.existing_customer ?? rule.existingCustomer,
    recordedInterest: own.recorded_interest ?? rule.recordedInterest,
  };
  const source = own.source ?? `${name} of workspace.yaml`;
  return { ...terms, source, url: own.url ?? null };
}
