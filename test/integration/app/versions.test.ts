/** What is published never changes, is known by its content, and leaves alone whoever is on their way. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { switchEnrolment } from '../../../src/app/enrolments/switch-enrolment.ts';
import { readLibrary } from '../../../src/app/library/library.ts';
import { publishLibrary } from '../../../src/app/library/publish.ts';
import { readCurrentVersion } from '../../../src/store/cadences.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { mail, openSystem, somebody, writeFiles } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const first = `
key: sale
title: Sale
locale: en
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: hello, stage: prospecting, email: { template: sale/hello } }
  - { id: again, after: 2 days, email: { template: sale/again } }
  - { id: bye, after: 2 days, stage: closing, email: { template: sale/again } }
on:
  objection: { price: { track: price } }
  deal_won: { exit: closed_won, enrol: { cadence: after } }
tracks:
  price:
    stage: objection-handling
    steps: [{ id: answer, after: 1 hour, email: { template: sale/answer } }]
    then: resume
`;
const second = first
  .replace('id: again, after: 2 days', 'id: later, after: 9 days')
  .replace('id: answer, after: 1 hour', 'id: other-answer, after: 1 day');
const after = `
key: after
title: After
steps: [{ id: thanks, stage: follow-up, email: { template: sale/hello } }]
`;
const templates = {
  'sale/hello.en.mjml': mail('Hello', '{{> _who}} says hello'),
  'sale/again.en.mjml': mail('Again', 'Old words'),
  'sale/answer.en.mjml': mail('Answer', 'An answer'),
  '_partials/_who.mjml': '<b>Kari</b>',
};

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'sale.yaml': first, 'after.yaml': after },
    templates,
  });
});
afterAll(() => weeks?.close());

const dir = (which: 'CADENCES_DIR' | 'TEMPLATES_DIR') => weeks.deps.config[which];
const cadenceFiles = (files: Record<string, string>) => writeFiles(dir('CADENCES_DIR'), files);
const templateFiles = (files: Record<string, string>) => writeFiles(dir('TEMPLATES_DIR'), files);
const read = () => readLibrary(dir('CADENCES_DIR'), dir('TEMPLATES_DIR'));
const publish = async (only?: string) => publishLibrary(weeks.app, await read(), only);
const current = async (key = 'sale') => readCurrentVersion(weeks.app.db, key);
const rows = async () =>
  (
    await weeks.app.db.query(
      `select hash, number, definition::text, source, templates::text, created_at from cadence_versions order by hash`,
      [],
    )
  ).rows;
const days = (n: number) => new Date(weeks.now().getTime() + n * 86_400_000);

beforeEach(async () => {
  await cadenceFiles({ 'sale.yaml': first, 'after.yaml': after });
  await templateFiles(templates);
  await publish();
});

describe('a version', () => {
  test('stays as it was, whatever is published later', async () => {
    const before = await rows();
    await cadenceFiles({ 'sale.yaml': second });
    await templateFiles({ 'sale/again.en.mjml': mail('Again', 'New words') });
    const published = await publish();
    expect(published).toContainEqual(expect.objectContaining({ cadence: 'sale', changed: true }));
    expect(published).toContainEqual(expect.objectContaining({ cadence: 'after', changed: false }));
    expect(await rows()).toEqual(expect.arrayContaining(before));
  });

  test.each([
    ['published again', first],
    [
      'with other words around it',
      `# A comment\n${first.replace('title: Sale', 'title:   "Sale"  # the same')}`,
    ],
    [
      'with its keys in another order',
      first.replace('key: sale\ntitle: Sale\n', 'title: Sale\nkey: sale\n'),
    ],
    [
      'with what is meant anyway',
      first.replace('holidays: none', 'holidays: none, min_gap: 0s, jitter: 0s'),
    ],
  ])('is the same %s', async (_, text) => {
    const before = await current();
    await cadenceFiles({ 'sale.yaml': text });
    expect(await publish('sale')).toEqual([
      { cadence: 'sale', number: before?.number, changed: false },
    ]);
    expect(await current()).toEqual(before);
  });

  test('comes back with its number when its content does', async () => {
    const before = await current();
    await cadenceFiles({ 'sale.yaml': second });
    const [other] = await publish('sale');
    expect(other?.number).not.toBe(before?.number);
    await cadenceFiles({ 'sale.yaml': first });
    expect(await publish('sale')).toEqual([
      { cadence: 'sale', number: before?.number, changed: true },
    ]);
    expect(await current()).toMatchObject({ hash: before?.hash });
  });

  test.each<[string, Record<string, string>]>([
    ['a template', { 'sale/again.en.mjml': mail('Again', 'Other words') }],
    ['a subject', { 'sale/again.en.mjml': mail('Anew', 'Old words') }],
    ['a partial', { '_partials/_who.mjml': '<b>Ola</b>' }],
    ['the template of a track', { 'sale/answer.en.mjml': mail('Answer', 'Another answer') }],
    ['a text part', { 'sale/again.en.txt': 'Plain words {{unsubscribeUrl}}' }],
    ['a language', { 'sale/again.nb.mjml': mail('Igjen', 'Gamle ord') }],
  ])('is another one when %s changes', async (_, files) => {
    const before = await current();
    await templateFiles(files);
    expect(await publish('sale')).toMatchObject([{ changed: true }]);
    expect((await current())?.hash).not.toBe(before?.hash);
    for (const file of Object.keys(files)) await rm(join(dir('TEMPLATES_DIR'), file));
  });

  test('is not another one when a template changes that it does not use', async () => {
    await templateFiles({ 'smoke/one.mjml': mail('Else', 'Else') });
    expect((await publish()).map(({ changed }) => changed)).toEqual([false, false]);
  });

  test('has the same content hash wherever it is published', async () => {
    const elsewhere = await openSystem({
      cadences: { 'x-other-name.yaml': first, 'a.yaml': after },
      templates,
    });
    try {
      const there = await readCurrentVersion(elsewhere.app.db, 'sale');
      expect(there?.hash).toBe((await current())?.hash);
    } finally {
      await elsewhere.close();
    }
  });
});

test('many who publish at once agree: one number a content', async () => {
  const one = await read();
  await cadenceFiles({ 'sale.yaml': second.replace('9 days', '11 days') });
  const other = await read();
  const turns = Array.from({ length: 12 }, (_, n) =>
    publishLibrary(weeks.app, n % 2 === 0 ? one : other),
  );
  await Promise.all(turns);
  const { rows: numbers } = await weeks.app.db.query<{ number: number }>(
    `select number from cadence_versions where key = 'sale' order by number`,
    [],
  );
  expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, n) => n + 1));
});

describe('whoever is on their way', () => {
  test('stays on their version, its steps, its track and its templates', async () => {
    const { email } = somebody();
    const { enrolmentId } = await enrolOne(weeks.app, 'sale', { prospect: { email } });
    await weeks.passUntil(days(1));
    await cadenceFiles({ 'sale.yaml': second });
    await templateFiles({
      'sale/again.en.mjml': mail('New again', 'New words'),
      'sale/again.nb.mjml': mail('Igjen', 'Nye ord'),
      'sale/answer.en.mjml': mail('New answer', 'New words'),
    });
    await publish();
    const late = somebody();
    await enrolOne(weeks.app, 'sale', { prospect: { ...late, locale: 'nb' } });
    await tell(weeks.app, email, 'reply.objection', { category: 'price' });
    await weeks.passUntil(days(20));
    const subjects = (to: string) => lettersTo(weeks.smtp, to).map(({ subject }) => subject);
    expect(subjects(email)).toEqual(['Hello', 'Answer', 'Again', 'Again']);
    expect(subjects(late.email)).toEqual(['Hello', 'Igjen', 'Igjen']);
    expect(await readEnrolment(weeks.app.db, enrolmentId)).toMatchObject({
      state: { status: 'completed' },
    });
    await rm(join(dir('TEMPLATES_DIR'), 'sale/again.nb.mjml'));
  });

  test('goes on when the file is gone, and can be moved to the newest version', async () => {
    const [staying, moving] = [somebody(), somebody()];
    await enrolOne(weeks.app, 'sale', { prospect: staying });
    const { enrolmentId } = await enrolOne(weeks.app, 'sale', { prospect: moving });
    await weeks.passUntil(days(1));
    await cadenceFiles({ 'sale.yaml': second });
    await publish();
    await rm(join(dir('CADENCES_DIR'), 'sale.yaml'));
    expect(await publish()).toMatchObject([{ cadence: 'after' }]);
    const moved = await switchEnrolment(weeks.app, enrolmentId, { cadence: 'sale' }, 'rep');
    expect(await readEnrolment(weeks.app.db, moved.enrolmentId)).toMatchObject({
      cadenceVersion: (await current())?.number,
    });
    await weeks.passUntil(days(5));
    expect(lettersTo(weeks.smtp, staying.email)).toHaveLength(3);
  });

  test('is led by a win into the newest version of what comes after', async () => {
    const { email } = somebody();
    await enrolOne(weeks.app, 'sale', { prospect: { email } });
    await cadenceFiles({ 'after.yaml': after.replace('id: thanks', 'id: many-thanks') });
    await publish();
    await tell(weeks.app, email, 'deal.won');
    const { rows: found } = await weeks.app.db.query<{ cursor: string }>(
      `select e.cursor from enrolments e join prospects p on p.id = e.prospect_id
        where p.address = $1 and e.cadence_key = 'after'`,
      [email],
    );
    expect(found).toEqual([{ cursor: 'many-thanks' }]);
  });
});

describe('a library with one mistake publishes nothing', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['a step without a template', { 'after.yaml': after.replace('sale/hello', 'sale/none') }, {}],
    ['YAML that breaks off', { 'after.yaml': 'key: after\ntitle: "' }, {}],
    ['a key twice', { 'twice.yaml': first }, {}],
    [
      'a follow-up that is not there',
      { 'after.yaml': after.replace('key: after', 'key: other') },
      {},
    ],
    [
      'a template that breaks off',
      {},
      { 'sale/again.en.mjml': '---\nsubject: x\n---\n<mjml><mj-body>' },
    ],
    ['a partial that is not there', {}, { 'sale/again.en.mjml': mail('x', '{{> _nobody}}') }],
    [
      'a block without an end',
      {},
      { 'sale/again.en.mjml': mail('x', '{{#if prospect.firstName}}') },
    ],
  ])('%s', async (_, cadences, broken) => {
    const before = await rows();
    await cadenceFiles({ 'sale.yaml': second.replace('9 days', '13 days'), ...cadences });
    await templateFiles(broken);
    await expect(publish()).rejects.toMatchObject({ code: 'invalid_library' });
    await expect(publish('sale')).rejects.toMatchObject({ code: 'invalid_library' });
    expect(await rows()).toEqual(before);
    await rm(join(dir('CADENCES_DIR'), 'twice.yaml'), { force: true });
  });
});
