import { z } from 'zod';
import { type OwnDomains, registrableDomain } from '../company-keys.ts';
import type { EventType } from '../event.ts';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { elapsed } from './elapsed.ts';
import { wanted } from './issue-sentence.ts';
import { choice, quoted, textRead } from './leaves.ts';

/** What holds the colleagues, by the words that a cadence has for it. */
const causes = {
  reply: 'reply.received',
  objection: 'reply.objection',
  meeting_booked: 'meeting.booked',
  deal_won: 'deal.won',
  deal_lost: 'deal.lost',
  opted_out: 'prospect.opted_out',
  complained: 'email.complained',
} as const satisfies Readonly<Record<string, EventType>>;

const words = [
  'reply',
  'objection',
  'meeting_booked',
  'deal_won',
  'deal_lost',
  'opted_out',
  'complained',
] as const satisfies readonly (keyof typeof causes)[];

const usualCauses: readonly (keyof typeof causes)[] = ['reply', 'objection', 'meeting_booked'];

/** A domain that a company has registered: people at its subdomains belong to it, too. */
const companyDomain = textRead('invalid-company-domain', (text) => {
  const domain = text.trim().toLowerCase();
  if (registrableDomain(domain) === domain) return domain;
  throw invalid('invalid_domain', sentence('lint.company-domain', { text: quoted(text) }));
});

/** Who of a company is held when one of them has said something. */
export const companyHoldShape = z
  .strictObject({
    on: z
      .array(choice(words, 'What holds the colleagues'))
      .min(1)
      .meta({ description: 'What holds the colleagues; default: reply, objection, meeting_booked' })
      .optional(),
    for: z
      .union([z.literal('until-released'), elapsed], wanted('want.hold'))
      .meta({
        description: 'How long, from when it was said; default: until somebody releases them',
        examples: ['until-released', '14 days'],
      })
      .optional(),
    domains: z
      .record(companyDomain, z.array(companyDomain))
      .meta({
        description: 'Domains that belong to one company, under the first of them',
        examples: [{ 'fjord.no': ['fjord.com', 'fjord-shipping.com'] }],
      })
      .optional(),
  })
  .meta({
    description:
      'What one person says holds the enrolments of their colleagues (the account of the CRM in the attribute accountId, or the domain). Without it nobody is held',
  });

export interface CompanyHoldRule {
  readonly on: ReadonlySet<EventType>;
  /** Null: until somebody releases it. */
  readonly forMs: number | null;
  readonly ownDomains: OwnDomains;
}

/** Null where it is not asked for: then nobody is held. */
export function compileCompanyHold(
  shape: z.output<typeof companyHoldShape> | undefined,
): CompanyHoldRule | null {
  if (shape === undefined) return null;
  const { on = usualCauses, for: lasts = 'until-released', domains = {} } = shape;
  return {
    on: new Set(on.map((word) => causes[word])),
    forMs: lasts === 'until-released' ? null : lasts,
    ownDomains: new Map(
      Object.entries(domains).flatMap(([main, others]) =>
        [main, ...others].map((domain) => [domain, main] as const),
      ),
    ),
  };
}
