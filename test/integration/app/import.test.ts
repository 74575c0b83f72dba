/** Lists of people: every row is in or out, refused ones with their code, and what has not been sent can be taken back. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { type ImportRequest, runImport } from '../../../src/app/enrolling/import.ts';
import { type ImportLine, readCsv, readNdjson } from '../../../src/app/enrolling/import-rows.ts';
import { undoImport } from '../../../src/app/enrolling/undo-import.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { type ImportRefusal, readImport, readRefusals } from '../../../src/store/imports.ts';
import { readProspectByAddress } from '../../../src/store/prospects.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = `
key: office
title: Office hours
schedule: { timezone: prospect, default_timezone: Europe/Oslo, days: all, windows: ["09:00-16:00"], holidays: none }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2 days, email: { template: smoke/two } }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'office.yaml': cadence },
  });
});
afterAll(() => weeks?.close());

type Request = Partial<ImportRequest>;

async function importLines(lines: AsyncIterable<ImportLine>, request: Request = {}) {
  const refusals: ImportRefusal[] = [];
  const onRefusal = (refusal: ImportRefusal) => refusals.push(refusal);
  const result = await runImport(weeks.app, {
    cadence: 'office',
    by: 'test',
    onRefusal,
    ...request,
    lines,
  });
  return { ...result, importId: result.importId ?? '', refusals };
}
const importCsv = (text: string, request: Request = {}) =>
  importLines(readCsv(Readable.from([text])), request);

/** What there is of these people: rows of each table. */
async function kept(emails: readonly string[]) {
  const { rows } = await weeks.app.db.query<Record<string, number>>(
    `select count(distinct p.id)::int as prospects, count(distinct e.id)::int as enrolments,
            count(distinct t.id)::int as touches, count(distinct l.enrolment_id)::int as told
       from prospects p
       left join enrolments e on e.prospect_id = p.id
       left join touches t on t.enrolment_id = e.id
       left join timeline l on l.enrolment_id = e.id and l.type = 'enrolment.created'
      where p.address = any($1::text[])`,
    [emails],
  );
  return rows[0];
}
const all = (count: number) => ({
  prospects: count,
  enrolments: count,
  touches: count,
  told: count,
});

const someMails = (count: number) =>
  Array.from({ length: count }, (_, n) => `n${n}-${randomUUID()}@example.com`);

describe('a list of 5,000', () => {
  const beats = async (text: string, ndjson: boolean) => {
    const progress: number[] = [];
    const lines = ndjson ? readNdjson(text) : readCsv(pieces(text));
    const done = await importLines(lines, { onProgress: (rows) => progress.push(rows) });
    return { ...done, progress };
  };

  test.each(['CSV', 'NDJSON'])('as %s streams in, every row once', async (format) => {
    const emails = someMails(5_000);
    const ndjson = format === 'NDJSON';
    const text = ndjson
      ? emails.map((email, n) => JSON.stringify({ email, firstName: `N${n}` })).join('\n')
      : `E-post;Fornavn\n${emails.map((email, n) => `${email};"N${n}"`).join('\n')}\n`;
    const done = await beats(text, ndjson);
    expect(done).toMatchObject({ rowsRead: 5_000, accepted: 5_000, refused: 0, refusals: [] });
    expect(done.progress.slice(0, 5)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(await kept(emails)).toEqual(all(5_000));
    expect(await readImport(weeks.app.db, done.importId, seesAll)).toMatchObject({
      status: 'finished',
      rowsRead: 5_000,
      accepted: 5_000,
      refused: 0,
    });
    const { undone } = await undoImport(weeks.app, done.importId, 'test', seesAll);
    expect(undone).toBe(5_000);
  });

  /** As a file is read: pieces that end anywhere. */
  function pieces(text: string): Readable {
    const bytes = Buffer.from(text);
    const size = 7_001;
    return Readable.from(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      ),
    );
  }
});

test('refused rows are told with line and code, and hold up nobody; nothing of them is kept', async () => {
  const [good = '', optedOut = '', gone = '', twice = '', last = ''] = someMails(5);
  const domain = `${randomUUID()}.example`;
  await suppress(weeks.app, { value: optedOut, reason: 'opted_out', source: 'test' });
  await suppress(weeks.app, { value: domain, reason: 'manual', source: 'test' });
  const { prospectId } = await enrolOne(weeks.app, 'office', { prospect: { email: gone } });
  await eraseProspect(weeks.app, prospectId);
  const rows = [
    'email,firstName,note',
    `${good},Kari,x`,
    `${optedOut},Ola,x`,
    `kari@${domain.toUpperCase()},Ola,x`,
    `${gone},Ola,x`,
    'not an address,Ola,x',
    ',Ola,x',
    `${twice},Ola,x`,
    `${twice.toUpperCase()},Ola,x`,
    `${good},Ola,x,too,many`,
    `two@at@${domain},Ola,x`,
    `${last},${'å'.repeat(201)},x`,
    `${last},Ola,x`,
  ];
  const done = await importCsv(rows.join('\r\n'));
  const codes = [
    [3, 'suppressed'],
    [4, 'blocked_domain'],
    [5, 'erased'],
    [6, 'invalid_address'],
    [7, 'invalid_address'],
    [9, 'already_enrolled'],
    [10, 'invalid_row'],
    [11, 'invalid_address'],
    [12, 'invalid_row'],
  ];
  expect(done.refusals.map(({ line, code }) => [line, code])).toEqual(codes);
  const stored = await readRefusals(weeks.app.db, done.importId, 100, seesAll);
  expect(stored.map(({ line, code }) => [line, code])).toEqual(codes);
  for (const { message } of stored) expect(message).toMatch(/\.$/);
  expect(done).toMatchObject({ rowsRead: 12, accepted: 3, refused: 9 });
  expect(await kept([good, twice, last])).toEqual(all(3));
  expect(await kept([optedOut, gone, `kari@${domain}`])).toEqual(all(0));
});

test('a dry run says the same and keeps nothing', async () => {
  const [email = '', optedOut = ''] = someMails(2);
  await suppress(weeks.app, { value: optedOut, reason: 'opted_out', source: 'test' });
  const text = `email\n${email}\n${optedOut}\nnobody\n`;
  const dry = await importCsv(text, { dryRun: true });
  expect(dry).toMatchObject({ importId: '', accepted: 1, refused: 2 });
  expect(await kept([email, optedOut])).toEqual(all(0));
  expect((await importCsv(text)).refusals).toEqual(dry.refusals);
});

test('a list that breaks off: whole batches are in, nothing of the rest, and it can be undone and read again', async () => {
  const emails = someMails(2_500);
  async function* breaksOff(): AsyncGenerator<ImportLine> {
    for (const [n, email] of emails.entries()) yield { line: n + 2, row: { prospect: { email } } };
    throw new Error('the line broke');
  }
  const { db } = weeks.app;
  await expect(importLines(breaksOff())).rejects.toThrow('the line broke');
  const { rows } = await db.query<{ id: string; status: string; accepted: number }>(
    'select id, status, accepted from imports order by created_at desc, id desc limit 1',
    [],
  );
  expect(rows).toMatchObject([{ status: 'failed', accepted: 2_000 }]);
  expect(await kept(emails)).toEqual(all(2_000));
  expect((await undoImport(weeks.app, rows[0]?.id ?? '', 'test', seesAll)).undone).toBe(2_000);
  const again = await importCsv(`email\n${emails.join('\n')}`);
  expect(again).toMatchObject({ accepted: 2_500, refused: 0 });
  await undoImport(weeks.app, again.importId, 'test', seesAll);
});

test('an undo takes back what has not been sent, and nothing else', async () => {
  const [oslo = '', auckland = '', replied = ''] = someMails(3);
  const { importId } = await importCsv(
    `email,timezone\n${oslo},Europe/Oslo\n${auckland},Pacific/Auckland\n${replied},Pacific/Auckland\n`,
  );
  await weeks.passUntil(new Date('2026-09-01T09:00:00Z'));
  expect(lettersTo(weeks.smtp, oslo)).toHaveLength(1);
  await tell(weeks.app, replied, 'deal.lost');
  const undoing = () => undoImport(weeks.app, importId, 'test', seesAll);
  expect(await undoing()).toMatchObject({ undone: 1, import: { status: 'undone' } });
  expect(await undoing()).toMatchObject({ undone: 0 });
  await weeks.passUntil(new Date('2026-09-06T09:00:00Z'));
  expect(lettersTo(weeks.smtp, oslo)).toHaveLength(2);
  expect(lettersTo(weeks.smtp, auckland)).toEqual([]);
  await expect(undoImport(weeks.app, randomUUID(), 'test', seesAll)).rejects.toMatchObject({
    code: 'unknown_import',
  });
});

test('an undo meets events that end the same people: both are done', async () => {
  const emails = someMails(40);
  const { importId } = await importCsv(`email\n${emails.join('\n')}`);
  await Promise.all([
    undoImport(weeks.app, importId, 'test', seesAll),
    undoImport(weeks.app, importId, 'test', seesAll),
    ...emails.toReversed().map((email) => tell(weeks.app, email, 'prospect.opted_out')),
  ]);
  const { rows } = await weeks.app.db.query<{ status: string }>(
    'select distinct status from enrolments where import_id = $1',
    [importId],
  );
  expect(rows).toEqual([{ status: 'exited' }]);
  expect(await readImport(weeks.app.db, importId, seesAll)).toMatchObject({ status: 'undone' });
});

test('an undo of a list that is still being read ends it', async () => {
  const emails = someMails(4_000);
  const begun = { id: '' };
  async function* undoneMeanwhile(): AsyncGenerator<ImportLine> {
    for (const [n, email] of emails.entries()) {
      yield { line: n + 2, row: { prospect: { email } } };
      if (n !== 2_500) continue;
      const { rows } = await weeks.app.db.query<{ id: string }>(
        `select id from imports where status = 'running'`,
        [],
      );
      begun.id = rows[0]?.id ?? '';
      await undoImport(weeks.app, begun.id, 'test', seesAll);
    }
  }
  const { rowsRead } = await importLines(undoneMeanwhile());
  expect(rowsRead).toBeLessThan(4_000);
  expect(await readImport(weeks.app.db, begun.id, seesAll)).toMatchObject({ status: 'undone' });
  const { rows } = await weeks.app.db.query<{ count: number }>(
    `select count(*)::int as count from enrolments where import_id = $1 and status <> 'exited'`,
    [begun.id],
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test('the same list twice, and by two at once: nobody twice as a prospect, each import undone by itself', async () => {
  const emails = someMails(300);
  const text = `email,firstName\n${emails.map((email) => `${email},Kari`).join('\n')}`;
  const first = await importCsv(text);
  const backwards = `email\n${emails.toReversed().join('\n')}`;
  const [second] = await Promise.all([importCsv(text), importCsv(backwards)]);
  expect(await kept(emails)).toEqual({ ...all(900), prospects: 300 });
  await undoImport(weeks.app, second.importId, 'test', seesAll);
  const { rows } = await weeks.app.db.query<{ mine: boolean; status: string }>(
    `select distinct import_id = $1 as mine, status from enrolments e
      where import_id in ($1, $2)`,
    [second.importId, first.importId],
  );
  expect(rows.toSorted((a, b) => Number(a.mine) - Number(b.mine))).toEqual([
    { mine: false, status: 'active' },
    { mine: true, status: 'exited' },
  ]);
});

test('hostile names and columns stay data', async () => {
  const [email = '', other = ''] = someMails(2);
  const name = `=cmd|' /C calc'!A0 <b>"' ${'𝒦'.repeat(3)} \u202eevil`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const header = 'email,first name,__proto__,constructor,toString,"a ""b"""';
  await importCsv(`${header}\n${email},${quoted},1,2,3,4\n`);
  const prospect = await readProspectByAddress(weeks.app.db, email);
  expect(prospect).toMatchObject({
    firstName: name,
    attributes: { constructor: 2, toString: 3, 'a "b"': 4 },
  });
  const nested = `{"prospect":{"email":"${other}","__proto__":{"owner":"x"},"attributes":{"__proto__":{"a":1},"n":"a\\u0000\\ud800b"}}}`;
  const done = await importLines(readNdjson(`${nested}\n[1,2]\nnull\n"${email}"\n{"email":7}\n{`));
  expect(done.refusals.map(({ line, code }) => [line, code])).toEqual([
    [2, 'invalid_row'],
    [3, 'invalid_row'],
    [4, 'invalid_row'],
    [5, 'invalid_row'],
    [6, 'invalid_row'],
  ]);
  expect((await readProspectByAddress(weeks.app.db, other))?.attributes).toMatchObject({
    n: 'a\ufffdb',
  });
});

test('nobody is enrolled into what there is not', async () => {
  const { email } = somebody();
  const importing = importCsv(`email\n${email}`, { cadence: 'nothing' });
  await expect(importing).rejects.toMatchObject({ code: 'unknown_cadence' });
  expect(await kept([email])).toEqual(all(0));
});
