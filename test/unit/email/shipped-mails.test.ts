import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Library, readLibrary } from '../../../src/app/library/library.ts';
import { previewMailbox } from '../../../src/app/library/preview.ts';
import { composeMail, type MailApp } from '../../../src/app/sending/compose-mail.ts';
import type { EmailStep } from '../../../src/domain/cadence.ts';
import { parseDuration } from '../../../src/domain/parse-duration.ts';
import { prepareTemplate } from '../../../src/email/render.ts';
import { listTemplates, readTemplateFiles } from '../../../src/email/template-source.ts';
import type { ClaimedProspect } from '../../../src/store/claims.ts';

const root = join(import.meta.dirname, '../../..');
const golden = join(root, 'test/golden/mails');

const kari: ClaimedProspect = {
  email: 'kari.lovaas@nordmat.example',
  domain: 'nordmat.example',
  firstName: 'Kari',
  lastName: 'Løvaas',
  title: 'Transportsjef',
  phone: null,
  company: 'Nordmat Engros AS',
  country: 'NO',
  timezone: 'Europe/Oslo',
  locale: 'nb',
  attributes: {},
};

/** Somebody of whom only the address is known. */
const stranger: ClaimedProspect = {
  ...kari,
  email: 'post@lager.example',
  domain: 'lager.example',
  firstName: null,
  lastName: null,
  title: null,
  company: null,
  country: null,
  timezone: null,
};

let library: Library;
const mails = [...listTemplates(await readTemplateFiles(join(root, 'templates')))].flatMap(
  ([key, locales]) => locales.map((locale) => ({ key, locale, name: `${key}.${locale}` })),
);

beforeAll(async () => {
  library = await readLibrary(join(root, 'cadences'), join(root, 'templates'));
});

/** One template as a mail, at a fixed time, with fixed keys and ids. */
async function compose(
  key: string,
  locale: string | null,
  prospect: ClaimedProspect,
  variables: Readonly<Record<string, string>> = {},
) {
  const [stage = '', id = ''] = key.split('/');
  const step: EmailStep = {
    id,
    stage,
    kind: 'email',
    after: parseDuration('0s'),
    email: { template: key, thread: 'new' },
  };
  const cadence = library.cadences.find((each) => each.cadence !== null)?.cadence ?? null;
  const template = library.templates.find((each) => each.key === key && each.locale === locale);
  if (cadence === null || template === undefined) throw new Error(`no template ${key} ${locale}`);
  const at = new Date('2026-11-24T08:30:00Z');
  const app: MailApp = {
    clock: { now: () => at, machineNow: () => at, speed: 1 },
    workspace: library.workspace,
    publicUrl: 'https://post.fjordrute.example',
    keys: { unsubscribe: Buffer.alloc(32, 1) },
    versions: {
      asset: async () => null,
      template: async () => ({
        hash: template.hash,
        prepared: prepareTemplate(template.compiled),
      }),
    },
  };
  const addressee = {
    enrolmentId: '0198c3a5-2222-7abc-8def-ba9876543210',
    prospectId: '0198c3a5-1111-7abc-8def-0123456789ab',
    messageId: `<${id}@fjordrute.example>`,
    owner: null,
    variables,
    threadSubject: null,
    threadReferences: [],
    variant: null,
    prospect,
  };
  const version = { number: 0, cadence, templates: library.templates };
  const { message } = await composeMail(app, version, step, addressee, previewMailbox(app));
  return { raw: message.raw, mail: await PostalMime.parse(message.raw) };
}

test.each(mails)('$name is as it was looked at', async ({ key, locale, name }) => {
  const { raw, mail } = await compose(key, locale, kari);
  const { html = '', text = '' } = mail;
  await expect(html).toMatchFileSnapshot(join(golden, `${name}.html`));
  await expect(text).toMatchFileSnapshot(join(golden, `${name}.txt`));
  const eml = raw.toString('latin1').replaceAll('\r\n', '\n');
  await expect(eml).toMatchFileSnapshot(join(golden, `${name}.eml`));
});

test('no golden mail is left over from a template that is gone', () => {
  const kept = readdirSync(golden, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(golden.length + 1));
  const expected = mails.flatMap(({ name }) =>
    ['eml', 'html', 'txt'].map((end) => `${name}.${end}`),
  );
  expect(kept.sort()).toEqual(expected.sort());
});

describe('every shipped mail', () => {
  test('is there in Norwegian and in English', () => {
    const languages = new Map<string, unknown[]>();
    for (const { key, locale } of mails) {
      languages.set(key, [...(languages.get(key) ?? []), locale].sort());
    }
    for (const [key, found] of languages) expect(found, key).toEqual(['en', 'nb']);
  });

  test('is in a cadence, and every mail of a cadence is there', () => {
    const named = library.cadences.flatMap(({ cadence }) => {
      if (cadence === null) return [];
      const tracks = Object.values(cadence.tracks).map((track) => track.steps);
      return [cadence.steps, ...tracks].flat().flatMap((step) => JSON.stringify(step));
    });
    for (const { key } of mails) {
      expect(
        named.some((step) => step.includes(`"template":"${key}"`)),
        key,
      ).toBe(true);
    }
  });

  test.each(mails)(
    '$name reads well to somebody of whom only the address is known',
    async (each) => {
      const { mail } = await compose(each.key, each.locale, stranger);
      const { subject = '', text = '' } = mail;
      for (const part of [subject, text]) {
        expect(part).not.toMatch(/undefined|NaN|\[object|\{\{|\}\}/);
        expect(part).not.toMatch(/ [,.;:?!]|[^\S\n]{2}(?!\*|\d)|\(\)|,,|\.\.(?!\.)/);
      }
    },
  );

  test.each(mails)('$name can be opted out of, and says who writes and why', async (each) => {
    const { mail, raw } = await compose(each.key, each.locale, kari);
    const link = /https:\/\/post\.fjordrute\.example\/u\/[\w-]{66}/;
    expect(mail.html).toMatch(link);
    expect(mail.text).toMatch(link);
    expect(raw.toString('latin1')).toMatch(/^List-Unsubscribe: <https:/m);
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('Fjordrute AS, Storgata 1, 0155 Oslo, Norway');
      expect(part).toContain('Ingrid Sæther');
    }
  });

  test.each(mails)(
    '$name has a subject and a preheader that fit, and no third party',
    async (each) => {
      const template = library.templates.find(
        (t) => t.key === each.key && t.locale === each.locale,
      );
      const { mail } = await compose(each.key, each.locale, kari);
      expect(mail.subject?.length).toBeLessThanOrEqual(60);
      expect(template?.compiled.preheader.length).toBeGreaterThan(15);
      expect(template?.compiled.preheader.length).toBeLessThanOrEqual(90);
      expect(mail.text).not.toContain(template?.compiled.preheader);
      expect(mail.html).not.toMatch(/<(img|script|iframe|link)\b/);
      expect(mail.html).toMatch(new RegExp(`<html lang="${each.locale}"`));
    },
  );
});

test.each([
  ['closing/incentive', { offerEnds: 'fredag 18. desember' }],
  ['closing/proposal', { vehicles: 'de tolv på Alnabru' }],
  ['closing/standing-room', { nextStart: 'mandag 11. januar', busySeason: 'påske' }],
  ['needs-assessment/what-matters-now', { lastTopic: 'kjølebilene' }],
])('what a rep knows stands in %s', async (key, variables) => {
  for (const locale of ['nb', 'en']) {
    const told = await compose(key, locale, kari, variables);
    const untold = await compose(key, locale, kari);
    for (const value of Object.values(variables)) {
      expect(told.mail.text).toContain(value);
      expect(told.mail.html).toContain(value);
      expect(untold.mail.text).not.toContain(value);
    }
  }
});
