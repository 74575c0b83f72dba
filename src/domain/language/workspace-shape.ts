import { z } from 'zod';
import { allowedUrlsShape } from './allowed-urls.ts';
import { bouncesShape } from './bounce-shape.ts';
import { calendarsShape } from './calendar-shape.ts';
import { mailboxCapsShape, workspaceCapsShape } from './caps-shape.ts';
import { guardShape } from './guard-shape.ts';
import { companyHoldShape } from './hold-shape.ts';
import { inboundShape, mailboxInboundShape } from './inbox-shape.ts';
import { wanted } from './issue-sentence.ts';
import { envName, localeTag, reference, slug, textRead, title } from './leaves.ts';
import { parseMailAddress } from './mail-address.ts';
import { policyShape } from './policy-shape.ts';
import { repliesShape } from './reply-shape.ts';
import { parseZone } from './schedule-shape.ts';
import { sourceShape } from './source-shape.ts';
import { trackingPlaceShape } from './tracking-shape.ts';
import { wireKeys } from './wire-shape.ts';

const mailAddress = (description: string) =>
  textRead('invalid-address', parseMailAddress).meta({ description });

const zone = textRead('invalid-timezone', parseZone).meta({
  description: 'IANA time zone of the sender',
});

const companyShape = z.strictObject({
  name: title('Name of the company'),
  postal_address: title(
    'Where it can be reached by letter; commercial mail must name it',
  ).optional(),
});

const mailboxShape = z.strictObject({
  key: slug('Key of the mailbox'),
  smtp_env: envName('Environment variable with the smtp:// or smtps:// URL'),
  from: mailAddress('Who mails are from'),
  reply_to: mailAddress('Where answers go, if not to `from`').optional(),
  timezone: zone.optional(),
  signature: z.string().max(10_000).meta({ description: 'Text under the mails' }).optional(),
  locale: localeTag('Language of the sender').optional(),
  provider: slug(
    'Who runs the mailbox, for `rotation: same-provider`; default: what the domain of `from`, or its MX record, tells',
    'google',
    'microsoft',
  ).optional(),
  caps: mailboxCapsShape.optional(),
  inbound: mailboxInboundShape.optional(),
  ...wireKeys,
});

const opaque = z.record(z.string(), z.unknown());

/** The form of `workspace.yaml`. */
export const workspaceShape = z.strictObject({
  company: companyShape.optional(),
  mailboxes: z.array(mailboxShape).optional(),
  pools: z.record(slug('Pool'), z.array(reference('Key of a mailbox'))).optional(),
  caps: workspaceCapsShape.optional(),
  guard_rails: guardShape.optional(),
  sources: z.array(sourceShape).optional(),
  policy: policyShape.optional(),
  calendars: calendarsShape.optional(),
  company_hold: companyHoldShape.optional(),
  bounces: bouncesShape.optional(),
  replies: repliesShape.optional(),
  inbound: inboundShape.optional(),
  attachments: allowedUrlsShape.optional(),
  tracking: trackingPlaceShape.optional(),
  outbound: z.union([z.array(opaque), opaque], wanted('want.mappings')).optional(),
});

export type WorkspaceShape = z.output<typeof workspaceShape>;
