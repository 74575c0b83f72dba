import { z } from 'zod';
import { eventTypes } from '../event.ts';
import { readFieldPath } from './field-path.ts';
import { wanted } from './issue-sentence.ts';
import { choice, duration, envName, slug, textRead } from './leaves.ts';

/** What a source signs and how its bodies are read. */
export const sourceSchemes = [
  'standard',
  'hubspot',
  'pipedrive',
  'salesforce',
  'close',
  'zoho',
  'sendgrid',
  'mailgun',
  'postmark',
  'ses',
  'resend',
  'mapped',
  'mime',
] as const;

export type SourceScheme = (typeof sourceSchemes)[number];

const fieldPath = (description: string) =>
  textRead('invalid-field-path', readFieldPath).meta({
    description,
    examples: ['contact.email', 'data.deals[0].stage'],
  });

const mappedFieldsShape = z.strictObject({
  id: fieldPath('The id of the event').optional(),
  at: fieldPath('When it happened').optional(),
  email: fieldPath('The address of the person').optional(),
  person_id: fieldPath('The id of the person').optional(),
  deal_id: fieldPath('The id of the deal').optional(),
  message_id: fieldPath('The Message-ID of our mail').optional(),
  enrolment_id: fieldPath('Our id of the enrolment').optional(),
  text: fieldPath('What the person wrote').optional(),
  stage: fieldPath('The stage of the deal').optional(),
  category: fieldPath('The category of an objection').optional(),
  until: fieldPath('Back on, or ask again on').optional(),
});

/** What a mapped source can tell of an event. */
export type MappedField = keyof z.output<typeof mappedFieldsShape>;

/** The same as a key: zod keeps keys as texts. */
const fieldPathKey = textRead('invalid-field-path', (text) => {
  readFieldPath(text);
  return text;
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const mappedEventShape = z.strictObject({
  type: choice(eventTypes, 'What it is for us'),
  when: z
    .record(fieldPathKey, z.union([scalar, z.array(scalar)]))
    .meta({ description: 'Fields and what they must be; a list holds several good values' })
    .optional(),
  hard: z.boolean().meta({ description: 'Of a bounce: the address is gone for good' }).optional(),
});

const authShape = z.union([
  choice(['basic'], 'Basic authentication: the secret is user:password'),
  z.strictObject({ header: headerName('Header that holds the secret itself') }),
  z.strictObject({
    hmac: headerName('Header that holds an HMAC-SHA256 of the body'),
    encoding: choice(['hex', 'base64'], 'How it is written').optional(),
  }),
]);

function headerName(description: string) {
  return z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/, wanted('want.header'))
    .meta({ description, examples: ['X-Webhook-Token'] });
}

const topicArn = /^arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,30}:\d{12}:[\w.-]{1,256}$/;

const stageNames = (description: string) =>
  z.array(z.union([z.string(), z.number().transform(String)])).meta({ description });

/** One source of `workspace.yaml`; which of the keys a scheme reads is looked at by `source-checks.ts`. */
export const sourceShape = z.strictObject({
  key: slug('Last part of the address that it posts to: /webhooks/KEY'),
  scheme: choice(sourceSchemes, 'How its events are signed and read'),
  secret_env: envName('Environment variable with the signing secret').optional(),
  previous_secret_env: envName('The secret before, while it is being changed').optional(),
  stage_map: z
    .record(z.string(), slug('Stage'))
    .meta({ description: 'Stage names of the CRM to stages of ours' })
    .optional(),
  won_stages: stageNames(
    'Stages of the CRM, as it names or numbers them, that mean won',
  ).optional(),
  lost_stages: stageNames('Stages of the CRM that mean lost').optional(),
  ids: slug('What the ids of its people and deals are kept under, when not the scheme').optional(),
  topics: z
    .array(z.string().regex(topicArn, wanted('want.topic')))
    .meta({
      description: 'SNS topics (ARN) that may post',
      examples: ['arn:aws:sns:eu-west-1:123456789012:ses'],
    })
    .optional(),
  auth: authShape.optional(),
  each: fieldPath('Where a body keeps the list of its events').optional(),
  fields: mappedFieldsShape.optional(),
  events: z.array(mappedEventShape).optional(),
  authserv: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,255}$/, wanted('want.server')))
    .meta({
      description: 'Servers whose Authentication-Results in mails that come in are believed',
      examples: ['mx.fjord.example'],
    })
    .optional(),
  expect_every: duration('Silence for longer than this is reported').optional(),
  defer_unmatched: duration(
    'How long an event waits for a person whom nobody has told of yet',
  ).optional(),
});

export type SourceShape = z.output<typeof sourceShape>;
