import { type Sentence, sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { nearest } from './nearest.ts';
import { isLoose } from './outline.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';
import { type SourceScheme, sourceSchemes } from './source-shape.ts';

const everywhere = ['key', 'scheme', 'expect_every', 'defer_unmatched'] as const;
const secrets = ['secret_env', 'previous_secret_env'] as const;

/** Of schemes that bring mails that came in. */
const mails = [...secrets, 'authserv'] as const;

/** The keys that each scheme reads besides those of all. */
const keysOf: Readonly<Record<SourceScheme, readonly string[]>> = {
  standard: [...secrets, 'stage_map'],
  hubspot: [...secrets, 'stage_map', 'won_stages', 'lost_stages', 'ids'],
  pipedrive: [...secrets, 'stage_map', 'ids'],
  salesforce: [...secrets, 'stage_map', 'ids'],
  close: [...secrets, 'stage_map', 'ids'],
  zoho: [...secrets, 'stage_map', 'won_stages', 'lost_stages', 'ids'],
  sendgrid: mails,
  mailgun: mails,
  postmark: mails,
  ses: ['topics', 'authserv'],
  resend: mails,
  mapped: [...secrets, 'stage_map', 'ids', 'auth', 'each', 'fields', 'events'],
  mime: mails,
};

/** The keys without which a scheme can do nothing, and what they are for. */
const neededBy = (scheme: SourceScheme): readonly (readonly [key: string, why: Sentence])[] => {
  if (scheme === 'ses') return [['topics', sentence('source.topics')]];
  const secret = ['secret_env', sentence('source.secret')] as const;
  if (scheme !== 'mapped') return [secret];
  const [fields, events] = [
    '{ email: contact.email }',
    '[{ type: deal.won, when: { deal.stage: Won } }]',
  ];
  return [
    secret,
    ['fields', sentence('source.fields', { example: fields })],
    ['events', sentence('source.events', { example: events })],
  ];
};

const namingFields = ['email', 'person_id', 'deal_id', 'message_id', 'enrolment_id'];

/** Keys that a source lacks, or that its scheme does not read; works on a file whose form has mistakes too. */
export function checkSources(document: SourceDocument, report: Report): void {
  const list = valueAt(document.value, ['sources']);
  if (!Array.isArray(list)) return;
  list.forEach((source: unknown, index) => {
    const scheme = sourceSchemes.find((one) => one === valueAt(source, ['scheme']));
    if (scheme === undefined || !isLoose(source)) return;
    const place = ['sources', index];
    const needed = neededBy(scheme);
    for (const [key, why] of needed) {
      if (source[key] !== undefined || isMisspelt(source, key)) continue;
      // Without a secret nobody could be told from anybody; without the others it is only of no use.
      const code = key === 'secret_env' ? 'missing-key' : 'missing-source-key';
      report(code, document.locate(place), sentence('lint.source-needs', { scheme, key, why }));
    }
    const read = keysOf[scheme];
    for (const key of Object.keys(source)) {
      const known = Object.values(keysOf).some((keys) => keys.includes(key));
      if (!known || read.includes(key) || everywhere.some((one) => one === key)) continue;
      report(
        'key-of-other-scheme',
        document.locateKey([...place, key]),
        sentence('lint.source-reads', { scheme, key, keys: { list: [...everywhere, ...read] } }),
      );
    }
    const fields = source.fields;
    if (scheme === 'mapped' && isLoose(fields) && !namingFields.some((key) => key in fields)) {
      report(
        'missing-source-key',
        document.locateKey([...place, 'fields']),
        sentence('lint.source-names-nobody', { keys: { list: namingFields } }),
      );
    }
  });
}

/** `secrets_env` for `secret_env` is one problem, which the form of the file tells. */
function isMisspelt(source: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.keys(source).some((given) => {
    const known = Object.values(keysOf).some((keys) => keys.includes(given));
    return !known && !everywhere.some((one) => one === given) && nearest(given, [key]) === key;
  });
}
