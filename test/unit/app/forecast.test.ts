import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/app/enrolling/import-rows.ts';
import { type ForecastRequest, forecast } from '../../../src/app/library/forecast.ts';
import { readReplyRates } from '../../../src/app/library/reply-rates.ts';
import { simulate } from '../../../src/app/library/simulate.ts';
import { usableRows } from '../../../src/app/lists/list-rows.ts';
import type { Cadence } from '../../../src/domain/cadence.ts';
import { dayZone } from '../../../src/domain/entry-day.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';

const root = join(import.meta.dirname, '../../..');

function cadenceOf(source: string): Cadence {
  const { cadence, problems } = parseCadence(source, 'test.yaml');
  if (cadence === null) throw new Error(JSON.stringify(problems));
  return cadence;
}

const newBusiness = cadenceOf(readFileSync(join(root, 'cadences/new-business.yaml'), 'utf8'));

const people = [
  { timezone: 'Europe/Oslo', country: 'NO', region: null },
  { timezone: null, country: 'US', region: 'TX' },
  { timezone: null, country: 'JP', region: null },
  { timezone: 'Europe/London', country: 'GB', region: null },
  { timezone: null, country: null, region: null },
];
const list = `email,timezone,country,state\n${people
  .map(({ timezone, country, region }, index) =>
    [`p${index}@example.no`, timezone ?? '', country ?? '', region ?? ''].join(','),
  )
  .join('\n')}\n`;

const from = new Date('2026-12-21T08:00:00Z');

function ask(cadence: Cadence, csv: string, options: Partial<ForecastRequest> = {}) {
  const refused: string[] = [];
  const rows = usableRows(readCsv(Readable.from([csv])), ({ line, code }) =>
    refused.push(`${line} ${code}`),
  );
  const replyRates = readReplyRates('0', cadence);
  const result = forecast({
    ...{ cadence, rows, replyRates, from, senderZone: 'Europe/Oslo', mailboxes: ['default'] },
    ...{ perDay: null, runs: 3, seed: 1, ...options },
  });
  return result.then((found) => ({ ...found, refused }));
}

describe('forecast', () => {
  test('when nobody answers it is exactly what simulate says of each of them', async () => {
    const result = await ask(newBusiness, list);
    const touches = people.flatMap((prospect) =>
      simulate({ cadence: newBusiness, prospect, senderZone: 'Europe/Oslo', from }),
    );
    const zone = dayZone(newBusiness.schedule);
    expect(zone).toBe('Europe/Oslo');
    const dateOf = (at: string) => DateTime.fromISO(at, { zone }).toISODate();
    for (const { date, mails, tasks } of result.days) {
      const there = touches.filter(({ at }) => dateOf(at) === date);
      const count = there.filter(({ channel }) => channel === 'email').length;
      expect(mails, date).toEqual({ p10: count, p50: count, p90: count });
      expect(tasks.p50, date).toBe(there.length - count);
    }
    expect(new Set(result.days.map(({ date }) => date))).toEqual(
      new Set(touches.map(({ at }) => dateOf(at))),
    );
    expect(result.mails.p50).toBe(35);
    expect(result.tasks.p50).toBe(10);
    const last =
      touches
        .map(({ at }) => at)
        .toSorted()
        .at(-1) ?? '';
    expect(result.lastTouchOn).toEqual({
      ...{ p10: dateOf(last), p50: dateOf(last), p90: dateOf(last) },
    });
  });

  test('so many a day begin, the later ones as their day does', async () => {
    const plain = cadenceOf(
      'key: plain\ntitle: Plain\nschedule: { timezone: Europe/Oslo }\nsteps: [{ id: one, email: { template: a/b } }]\n',
    );
    const limited = { ...plain, entry: { maxNewPerDay: 2 } };
    for (const result of [await ask(plain, list, { perDay: 2 }), await ask(limited, list)]) {
      const days = result.days.map(({ date, mails }) => [date, mails.p50]);
      expect(days).toEqual([
        ['2026-12-21', 2],
        ['2026-12-22', 2],
        ['2026-12-23', 1],
      ]);
    }
    expect((await ask(limited, list, { perDay: 5 })).days).toHaveLength(1);
  });

  test('people are given to the mailboxes in turns', async () => {
    const result = await ask(newBusiness, list, { mailboxes: ['kari', 'ola'] });
    const of = (key: string) =>
      result.days.reduce((sum, { mailboxes }) => sum + (mailboxes[key]?.p50 ?? 0), 0);
    expect([of('kari'), of('ola')]).toEqual([21, 14]);
    expect(result.mailboxes.map(({ key }) => key)).toEqual(['kari', 'ola']);
  });

  test('a step whose condition does not hold for somebody is not counted', async () => {
    const rich = cadenceOf(
      "key: rich\ntitle: Rich\nsteps:\n  - { id: one, email: { template: a/b } }\n  - { id: two, after: 1 day, when: 'prospect.attributes.budget >= 10', email: { template: a/b } }\n",
    );
    const result = await ask(rich, 'email,budget\na@x.no,5\nb@x.no,10\nc@x.no,20\nd@x.no,\n');
    expect(result.days.map(({ mails }) => mails.p50)).toEqual([4, 2]);
  });

  test('a condition sees which mails were sent and which steps skipped', async () => {
    const linked = cadenceOf(
      `key: linked
title: Linked
steps:
  - { id: one, stage: prospecting, email: { template: a/b } }
  - { id: two, after: 1 day, when: 'prospect.attributes.budget >= 10', email: { template: a/b } }
  - { id: three, after: 1 day, when: '"two" in history.skipped && "one" in history.sent', email: { template: a/b } }
`,
    );
    const result = await ask(linked, 'email,budget\na@x.no,5\nb@x.no,10\nc@x.no,20\n');
    expect(result.days.map(({ mails }) => mails.p50)).toEqual([3, 2, 1]);
  });

  test('rows that an import would refuse are not among them', async () => {
    const result = await ask(newBusiness, 'email\na@x.no\nnobody\nA@X.NO\nb@x.no\n');
    expect(result).toMatchObject({
      prospects: 2,
      refused: ['3 invalid_address', '4 already_enrolled'],
    });
    await expect(ask(newBusiness, 'email\nnobody\n')).rejects.toMatchObject({ code: 'empty_list' });
  });

  test('the rates decide which mails are the last', async () => {
    const replyRates = readReplyRates('0,three-numbers=1', newBusiness);
    const result = await ask(newBusiness, list, { replyRates });
    expect([result.mails.p50, result.tasks.p50, result.replies.p50]).toEqual([15, 0, 5]);
  });
});

describe('readReplyRates', () => {
  test.each([
    ['0.05', [0.05, 0.05]],
    ['5%', [0.05, 0.05]],
    ['one=4 %', [0.04, 0]],
    ['.1, two=1', [0.1, 1]],
  ])('%s', (text, rates) => {
    const two = cadenceOf(
      'key: two\ntitle: Two\nsteps:\n  - { id: one, email: { template: a/b } }\n  - { id: call, task: { kind: call, title: Ring } }\n  - { id: two, email: { template: a/b } }\n',
    );
    expect([...readReplyRates(text, two)]).toEqual([
      ['one', rates[0]],
      ['two', rates[1]],
    ]);
  });

  test.each([
    ['often', 'invalid_rate'],
    ['1.5', 'invalid_rate'],
    ['-0.1', 'invalid_rate'],
    ['', 'invalid_rate'],
    ['intro', 'invalid_rate'],
    ['intor=0.1', 'unknown_step'],
    ['needs-call=0.1', 'unknown_step'],
  ])('%j is refused', (text, code) => {
    expect(() => readReplyRates(text, newBusiness)).toThrow(expect.objectContaining({ code }));
  });
});
