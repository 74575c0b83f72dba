import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { z } from 'zod';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import type { TrackingRule } from '../tracking.ts';
import type { SourceDocument } from './document.ts';
import { quoted, textRead } from './leaves.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';
import { domainOfSender } from './wire-checks.ts';
import { isDnsName } from './wire-shape.ts';

const yesOrNo = (description: string) =>
  z
    .boolean()
    .meta({ description, examples: [true] })
    .optional();

/** `tracking` of a cadence. */
export const trackingShape = z
  .strictObject({
    clicks: yesOrNo('Links in the HTML lead over us, and who follows one is noted. Default: false'),
    opens: yesOrNo(
      'An image of one pixel tells when the HTML is shown. Changes nothing, and is often wrong. Default: false',
    ),
  })
  .meta({
    description:
      'What is followed of the mails; without it nothing. Never for prospects with the attribute `tracking: false`',
    examples: [{ clicks: true }],
  });

/** `tracking` of the workspace. */
export const trackingPlaceShape = z
  .strictObject({
    domain: textRead('invalid-domain', readDomain).meta({
      description:
        'Where followed links lead: a name of your own that reaches the HTTP API by https. Default: PUBLIC_URL',
      examples: ['go.fjord.example'],
    }),
  })
  .meta({
    description: 'How mails of cadences with `tracking` are followed',
    examples: [{ domain: 'go.fjord.example' }],
  });

export function compileTracking({ clicks, opens }: z.output<typeof trackingShape>): TrackingRule {
  return { clicks: clicks ?? false, opens: opens ?? false };
}

function readDomain(text: string): string {
  const name = domainToASCII(text.trim());
  if (name.includes('.') && isDnsName(name)) return name;
  throw invalid('invalid_domain', sentence('lint.tracking-domain', { text: quoted(text) }));
}

/** A domain for followed links that is not the sender's makes every link of a mail a foreign one. */
export function checkTrackingDomain(document: SourceDocument, report: Report): void {
  const domain = valueAt(document.value, ['tracking', 'domain']);
  const mailboxes = valueAt(document.value, ['mailboxes']);
  if (typeof domain !== 'string' || !Array.isArray(mailboxes)) return;
  const own = registrable(domainToASCII(domain.trim()));
  const senders = mailboxes.flatMap((mailbox: unknown) => domainOfSender(mailbox) ?? []);
  const foreign = new Set(senders.map(registrable).filter((sender) => sender !== own));
  if (foreign.size === 0) return;
  const isOnly = foreign.size === new Set(senders.map(registrable)).size;
  const key = isOnly ? 'lint.foreign-tracking' : 'lint.foreign-tracking-too';
  const said = sentence(key, { domain: domain.trim(), senders: { list: [...foreign] } });
  report('foreign-tracking-domain', document.locate(['tracking', 'domain']), said);
}

const registrable = (domain: string) => getDomain(domain) ?? domain;
