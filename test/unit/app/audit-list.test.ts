import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/app/enrolling/import-rows.ts';
import { type AuditRequest, auditList } from '../../../src/app/library/audit-list.ts';
import { requireMail } from '../../../src/app/library/preview-file.ts';
import { usableRows } from '../../../src/app/lists/list-rows.ts';
import { auditPage } from '../../../src/commands/audit-page.ts';
import type { Cadence } from '../../../src/domain/cadence.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { emptyWorkspace, type Workspace } from '../../../src/domain/language/workspace.ts';
import { compileTemplate, contentHash } from '../../../src/email/compile.ts';
import { mail } from '../../helpers/system.ts';

const source = `
key: spring
title: Spring
locale: nb
steps:
  - { id: hello, stage: prospecting, email: { template: a/hello } }
  - { id: call, after: 1 day, task: { kind: call, title: Ring } }
  - { id: again, after: 1 day, email: { template: a/again, thread: reply } }
  - id: offer
    after: 1 day
    when: 'prospect.attributes.budget >= 100'
    email:
      variants:
        - { id: short, weight: 50, template: a/short }
        - { id: long, weight: 50, template: a/long }
on: { objection: { price: { track: price } } }
tracks:
  price:
    stage: objection-handling
    steps: [{ id: price-answer, email: { template: a/price, thread: reply } }]
    then: resume
`;

const files: Readonly<Record<string, string>> = {
  'a/hello.nb.mjml': mail('Hei {{default prospect.firstName "der"}}', 'Hei'),
  'a/hello.en.mjml': mail('Hello {{default prospect.firstName "there"}}', 'Hello'),
  'a/again.mjml': mail(
    'Again',
    'Dear {{prospect.firstName}} of {{prospect.company}} {{default prospect.attributes.note "all"}}',
  ),
  'a/short.mjml': mail('Short', 'Short'),
  'a/long.mjml': mail(`${'Long '.repeat(20)}`, 'x'.repeat(90_000)),
  'a/price.mjml':
    '---\nsubject: Price\n---\n<mjml><mj-body><mj-section><mj-column><mj-text>{{#if prospect.company}}{{sender.postalAddress}} <a href="{{unsubscribeUrl}}">out</a>{{/if}} {{owner}}</mj-text></mj-column></mj-section></mj-body></mjml>\n',
};

const workspace: Workspace = {
  ...emptyWorkspace,
  company: { name: 'Fjord AS', postalAddress: 'Storgata "1" & 2, 0155 Oslo' },
};

const list = `email,firstName,company,locale,budget,owner
kari@example.no,Kari,Nordmat,nb-NO,100,ingrid
ola@example.no,,Fjellvann,en,5,ingrid
per@example.no,Per,,de,200,ingrid
liv@example.no,Liv,Vann,,7,
`;

const parsed = parseCadence(source, 'spring.yaml');
if (parsed.cadence === null) throw new Error(JSON.stringify(parsed.problems));
const cadence: Cadence = parsed.cadence;

async function audit(csv: string, options: Partial<AuditRequest> = {}) {
  const templates = await Promise.all(
    Object.keys(files).map(async (path) => {
      const [, key = '', locale = null] = /^(.+?)(?:\.(\w\w))?\.mjml$/.exec(path) ?? [];
      const compiled = await compileTemplate(key, locale, new Map(Object.entries(files)));
      if (compiled.template === null) throw new Error(JSON.stringify(compiled.problems));
      const { template } = compiled;
      return { key, locale, hash: contentHash(template), compiled: template };
    }),
  );
  const rows = usableRows(readCsv(Readable.from([csv])), () => undefined);
  return auditList({ library: { workspace, templates }, cadence, rows, ...options });
}

describe('auditList', () => {
  test('each mail and variant for everybody: what goes out, what is held, what is skipped', async () => {
    const { steps, ...totals } = await audit(list);
    expect(
      steps.map(({ step, variant, track, ok, held, skipped }) => [
        ...[step, variant, track, ok, held, skipped],
      ]),
    ).toEqual([
      ['hello', null, null, 4, 0, 0],
      ['again', null, null, 2, 2, 0],
      ['offer', 'short', null, 2, 0, 2],
      ['offer', 'long', null, 2, 0, 2],
      ['price-answer', null, 'price', 3, 1, 0],
    ]);
    expect(totals).toMatchObject({ prospects: 4, prospectsHeld: 3, mails: 16, held: 3 });
    expect(totals.heldMails).toEqual([
      {
        ...{ line: 3, email: 'ola@example.no', step: 'again', variant: null },
        ...{ code: 'missing_merge_field', details: ['prospect.firstName'] },
      },
      {
        ...{ line: 4, email: 'per@example.no', step: 'again', variant: null },
        ...{ code: 'missing_merge_field', details: ['prospect.company'] },
      },
      {
        ...{ line: 5, email: 'liv@example.no', step: 'price-answer', variant: null },
        ...{ code: 'missing_merge_field', details: ['owner'] },
      },
    ]);
  });

  test('in which language, and whether it was asked for', async () => {
    const { steps } = await audit(list);
    expect(steps[0]?.languages).toEqual([
      { locale: 'nb', mails: 3, fallbacks: 1 },
      { locale: 'en', mails: 1, fallbacks: 0 },
    ]);
    expect(steps[1]?.languages).toEqual([{ locale: null, mails: 2, fallbacks: 1 }]);
    expect(steps[0]?.samples.map(({ locale, subject, line }) => [locale, subject, line])).toEqual([
      ['nb', 'Hei Kari', 2],
      ['en', 'Hello there', 3],
    ]);
    // A thread has the subject of the mail that began it.
    expect(steps[1]?.samples[0]?.subject).toBe('Re: Hei Kari');
  });

  test('what is to be thought about, as this reader gets it', async () => {
    const { steps } = await audit(list);
    const remarks = steps.map(({ remarks: found }) =>
      found.map(({ code, count }) => [code, count]),
    );
    expect(remarks).toEqual([
      [],
      [],
      [],
      [['long-subject', 2]],
      // Only those without a company get neither.
      [
        ['no-opt-out-link', 1],
        ['no-postal-address', 1],
      ],
    ]);
    expect(steps[3]?.longestSubject).toBe(99);
    expect(steps[3]?.largestHtmlBytes).toBeGreaterThan(90_000);
    expect(steps[4]?.remarks[0]?.examples).toEqual([{ line: 4, email: 'per@example.no' }]);
  });

  test('what is merged in can make a mail so large that its end is not shown: it is held', async () => {
    const csv = `email,firstName,company,note\nkari@example.no,Kari,Nordmat,${'&'.repeat(25_000)}\n`;
    const { heldMails } = await audit(csv, { mails: [requireMail(cadence, 'again')] });
    expect(heldMails).toEqual([
      {
        ...{ line: 2, email: 'kari@example.no', step: 'again', variant: null },
        ...{
          code: 'html_too_large',
          details: [expect.stringMatching(/^the HTML has 1\d{5} bytes/)],
        },
      },
    ]);
  });

  test('one mail alone', async () => {
    const { steps, mails } = await audit(list, { mails: [requireMail(cadence, 'again')] });
    expect([steps.length, mails]).toEqual([1, 4]);
  });

  test('a list of nobody', async () => {
    await expect(audit('email\n')).rejects.toMatchObject({ code: 'empty_list' });
  });

  test('of a long list it keeps figures and examples', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `p${index}@example.no,,,,,`);
    const done: number[] = [];
    const csv = `${list.split('\n')[0]}\n${rows.join('\n')}\n`;
    const { steps, held } = await audit(csv, { onRow: (row) => done.push(row) });
    expect(held).toBe(1_000);
    expect(steps[1]?.holds.map(({ detail, count }) => [detail, count])).toEqual([
      ['prospect.company', 500],
      ['prospect.firstName', 500],
    ]);
    expect(steps[1]?.holds[0]?.examples.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect([steps[0]?.samples.length, done.at(-1)]).toEqual([1, 500]);
  });
});

test('what people have written stays text on the page', async () => {
  const hostile = `email,firstName,company\nevil@example.no,"</iframe><script>alert(1)</script>","""><img src=x>"\n`;
  const found = await audit(hostile);
  const page = auditPage({
    ...{ file: '<b>.csv', audit: found, madeAt: new Date('2026-11-24T09:00:00Z') },
    refusals: [{ line: 3, email: null, code: 'invalid_row', message: '<i>' }],
  });
  expect(page).not.toMatch(/<(script|img|b>\.csv|i>)/);
  expect(page.match(/<iframe /g)).toHaveLength(2);
  expect(
    page.match(/<iframe loading="lazy" sandbox="" title="[^"<>]*" srcdoc="[^"]*">/g),
  ).toHaveLength(2);
  expect(page).toContain('&lt;/iframe&gt;&lt;script&gt;');
});
