import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { plainSource } from '../../src/domain/language/source.ts';
import type { SourceScheme } from '../../src/domain/language/source-shape.ts';
import type { ReadEvent } from '../../src/inbound/reading.ts';
import type { Verified } from '../../src/inbound/sources/adapter.ts';
import { readWebhook } from '../../src/inbound/sources/read-webhook.ts';
import { sourceAdapters } from '../../src/inbound/sources/registry.ts';
import type { Score } from './score.ts';

const expectShape = z.object({
  type: z.string(),
  typeAccept: z.array(z.string()).default([]),
  recipient: z.string().nullish(),
  reason: z.string().nullish(),
  occurredAt: z.string().nullish(),
  occurredAtAccept: z.array(z.string()).default([]),
  dedupeKey: z.string().nullish(),
  dedupeKeyAccept: z.array(z.string()).default([]),
});

type Expected = z.output<typeof expectShape>;

const shape = z.object({
  provider: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  bodyEncoding: z.enum(['base64']).optional(),
  expect: expectShape,
  expectAll: z.array(expectShape).optional(),
  legacy: z.boolean().default(false),
  verify: z
    .object({
      scheme: z.string(),
      secret: z.string().optional(),
      publicKey: z.string().optional(),
      username: z.string().optional(),
      password: z.string().optional(),
      organizationId: z.string().optional(),
      method: z.string().default('POST'),
      url: z.string().default(''),
      at: z.coerce.date().optional(),
      valid: z.boolean(),
    })
    .optional(),
});

export type WebhookLabel = z.output<typeof shape> & { readonly file: string };

const schemes: Readonly<Record<string, SourceScheme>> = {
  'amazon-ses': 'ses',
  close: 'close',
  hubspot: 'hubspot',
  mailgun: 'mailgun',
  pipedrive: 'pipedrive',
  postmark: 'postmark',
  resend: 'resend',
  salesforce: 'salesforce',
  sendgrid: 'sendgrid',
  'standard-webhooks': 'standard',
};

export function readLabels(folder: string): readonly WebhookLabel[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((file) => ({
    ...shape.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    file,
  }));
}

export function schemeOf({ provider }: WebhookLabel): SourceScheme {
  const scheme = schemes[provider];
  if (scheme === undefined) throw new Error(`No adapter reads the provider ${provider}.`);
  return scheme;
}

export function bodyOf({ body, bodyEncoding }: WebhookLabel): Buffer {
  return Buffer.from(body, bodyEncoding ?? 'utf8');
}

/** SNS is scored below the verification: its signatures there are placeholders. */
export const isSigned = ({ verify }: WebhookLabel) =>
  verify !== undefined && verify.scheme !== 'sns';

export async function verifyLabel(label: WebhookLabel): Promise<Verified> {
  const { verify, headers } = label;
  if (verify === undefined) throw new Error(`${label.file} is not signed.`);
  const { secret, publicKey, username, password, organizationId, method, url, at } = verify;
  const basic = username === undefined ? undefined : `${username}:${password}`;
  const given = secret ?? publicKey ?? basic ?? organizationId ?? '';
  const scheme = schemeOf(label);
  return sourceAdapters[scheme].verify(
    { method, url, headers, rawBody: bodyOf(label) },
    {
      secrets: [given],
      machineNow: at ?? new Date(0),
      source: plainSource(scheme),
      certificateOf: async () => null,
    },
  );
}

/** Our types in the words of the corpus. */
const words: Readonly<Record<string, string>> = {
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.clicked': 'clicked',
  'prospect.opted_out': 'unsubscribed',
  'reply.received': 'inbound',
  'deal.won': 'deal_won',
  'deal.lost': 'deal_lost',
  'deal.stage_changed': 'deal_stage_changed',
};

/** One field of one event: what it should be, and whether it is. */
export interface FieldResult {
  readonly file: string;
  readonly field: string;
  readonly right: boolean;
  readonly expected: unknown;
  readonly found: unknown;
}

/** The fields that a reading has, against a label. An event that is missing has all of them wrong. */
export async function fieldsOf(label: WebhookLabel): Promise<readonly FieldResult[]> {
  const { events } = await readWebhook(schemeOf(label), bodyOf(label), label.headers);
  const all = (label.expectAll ?? [label.expect]).map((expected) => expected);
  const meant = all.filter(({ type }) => type !== 'none');
  if (meant.length === 0) {
    const found = events.map(({ type }) => type);
    const accepted = all.flatMap(({ typeAccept }) => typeAccept);
    const right = found.every((type) => accepted.includes(words[type] ?? type));
    return [{ file: label.file, field: 'type', right, expected: 'none', found: found.join() }];
  }
  const keys = events.map(({ dedupeKey }) => dedupeKey);
  const surplus = events.slice(meant.length).map((event) => ({
    file: label.file,
    field: 'type',
    right: false,
    expected: 'none',
    found: event.type,
  }));
  const isShared = new Set(keys).size < keys.length;
  return [
    ...meant.flatMap((expected, index) => compare(label.file, expected, events[index], isShared)),
    ...surplus,
  ];
}

function compare(
  file: string,
  expected: Expected,
  event: ReadEvent | undefined,
  isShared: boolean,
): FieldResult[] {
  const type = event === undefined ? 'none' : (words[event.type] ?? event.type);
  const at = event?.occurredAt?.toISOString() ?? null;
  const key = event?.dedupeKey ?? '';
  const ids = [expected.dedupeKey ?? '', ...expected.dedupeKeyAccept];
  const results: [field: keyof Expected, right: boolean, found: unknown][] = [
    ['type', [expected.type, ...expected.typeAccept].includes(type), type],
    ['recipient', event !== undefined && event.recipient === expected.recipient, event?.recipient],
    ['reason', event !== undefined && event.reason === expected.reason, event?.reason],
    [
      'occurredAt',
      event !== undefined && [expected.occurredAt, ...expected.occurredAtAccept].includes(at),
      at,
    ],
    [
      'dedupeKey',
      !isShared && (expected.dedupeKey === null || ids.some((id) => id !== '' && key.includes(id))),
      key,
    ],
  ];
  return results
    .filter(([field]) => expected[field] !== undefined)
    .map(([field, right, found]) => ({ file, field, right, expected: expected[field], found }));
}

/** Legacy forms are told apart, and do not count in the headline. */
export async function scoreWebhooks(folder: string): Promise<readonly Score[]> {
  const labels = readLabels(folder);
  const verdicts = await Promise.all(
    labels.filter(isSigned).map(async (label) => ({ label, ok: (await verifyLabel(label)).ok })),
  );
  const verdictsFor = (valid: boolean) =>
    verdicts.filter(({ label }) => label.verify?.valid === valid);
  const taken = labels.filter((label) => !isSigned(label) || label.verify?.valid === true);
  const fields = async (name: string, some: readonly WebhookLabel[]): Promise<Score> => {
    const results = (await Promise.all(some.map(fieldsOf))).flat();
    return { name, right: results.filter(({ right }) => right).length, of: results.length };
  };
  const count = (name: string, some: typeof verdicts, ok: boolean): Score => ({
    name,
    right: some.filter((one) => one.ok === ok).length,
    of: some.length,
  });
  return [
    await fields(
      'webhooks: fields right (type, recipient, reason, time, id)',
      taken.filter(({ legacy }) => !legacy),
    ),
    await fields(
      'webhooks: the same, old forms',
      taken.filter(({ legacy }) => legacy),
    ),
    count('webhooks: bad signatures refused', verdictsFor(false), false),
    count('webhooks: valid requests accepted', verdictsFor(true), true),
  ];
}
