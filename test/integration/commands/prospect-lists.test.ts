import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli, type TestCli } from './open-cli.ts';

/** Lists that are looked at and not imported: there is no database to be missed. */
let cli: TestCli;

const strict = `
key: strict
title: Strict
steps: [{ id: one, stage: prospecting, email: { template: smoke/strict } }]
`;

beforeAll(async () => {
  cli = await openCli({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nowhere' });
  await cli.write({
    'cadences/strict.yaml': strict,
    'kari.json': JSON.stringify({ firstName: '<Kari> & "co"', country: 'no' }),
    'list.csv':
      'email,firstName,country\nkari@example.no,Kari,NO\nnobody,,\nola@example.no,,NO\nKARI@example.no,,\nliv@example.no,Liv,US\n',
    'good.csv': 'email,firstName\nkari@example.no,Kari\nliv@example.no,Liv\n',
  });
});
afterAll(() => cli?.close());

const from = ['--from', '2026-12-24 17:00'];
const read = (file: string) => readFileSync(join(cli.folder, file), 'utf8');

describe('simulate', () => {
  test('one prospect, drawn as a calendar', async () => {
    const who = ['--prospect', 'kari.json', '--svg', 'calendar.svg'];
    const ran = await cli.run(['simulate', 'office', ...who, ...from]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^hello +prospecting +email +Mon W53 +2026-12-28T08:30:00\+01:00/m);
    expect(ran.stdout).toMatch(/\ncalendar\.svg\n$/);
    const svg = read('calendar.svg');
    expect(svg).toMatch(/^<\?xml [^>]+>\n<svg [^>]*viewBox="0 0 480 \d+"/);
    expect(svg).toContain('office for &lt;Kari&gt; &amp; &quot;co&quot;');
    expect(svg).toContain('holiday (Første juledag)');
  });

  test('a list, as JSON: every day, and when it is through', async () => {
    const options = ['--prospects', 'list.csv', '--reply-rate', '0', '--runs', '5', '--json'];
    const ran = await cli.run(['simulate', 'office', ...options, ...from]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const three = { p10: 3, p50: 3, p90: 3 };
    expect(ran.json()).toMatchObject({
      ...{ cadence: 'office', prospects: 3, zone: 'Europe/Oslo', perDay: null, runs: 5, seed: 1 },
      replyRates: { hello: 0, offer: 0 },
      ...{ mails: { p10: 6, p50: 6, p90: 6 }, tasks: three, replies: { p50: 0 } },
      lastTouchOn: { p10: '2026-12-31', p50: '2026-12-31', p90: '2026-12-31' },
      refusals: [
        { line: 3, code: 'invalid_address' },
        { line: 5, code: 'already_enrolled' },
      ],
    });
    // She in New York is still at work on the 24th.
    expect(ran.json().days[0]).toEqual({
      ...{ date: '2026-12-24', weekday: 4 },
      mails: { p10: 1, p50: 1, p90: 1 },
      tasks: { p10: 0, p50: 0, p90: 0 },
      mailboxes: { default: { p10: 1, p50: 1, p90: 1 } },
    });
  });

  test('a list, as text and picture, with refused rows told as in enrol', async () => {
    const options = ['--prospects', 'list.csv', '--reply-rate', 'hello=50%', '--svg', 'list.svg'];
    const ran = await cli.run(['simulate', 'office', ...options, ...from]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe(
      'list.csv:3 invalid_address nobody is not an e-mail address.\nlist.csv:5 already_enrolled KARI@example.no stands on line 2 already.\n',
    );
    expect(ran.stdout).toContain('answered: hello 50 %, offer 0 %; 200 runs, seed 1\n');
    expect(ran.stdout).toMatch(/^2026-12-28 +Mon W53 +2 .*█/m);
    expect(read('list.svg')).toContain('<title id="title">office for 3 prospects</title>');
  });

  test('what cannot be forecast says why', async () => {
    const list = ['simulate', 'office', '--prospects'];
    const [missing, rate, both, runs, alone] = await Promise.all([
      cli.run([...list, 'nowhere.csv']),
      cli.run([...list, 'list.csv', '--reply-rate', 'helo=1%']),
      cli.run([...list, 'list.csv', '--prospect', 'kari.json']),
      cli.run([...list, 'list.csv', '--runs', '0']),
      cli.run(['simulate', 'office', '--per-day', '5']),
    ]);
    expect(missing.stderr).toBe('no_such_file: There is no file "nowhere.csv".\n');
    expect(rate.stderr).toBe('unknown_step: office has no mail step "helo", did you mean hello?\n');
    expect(both.stderr).toContain("cannot be used with option '--prospect <file>'");
    expect(runs.stderr).toContain('It is a whole number from 1 to 5000.');
    expect(alone.stderr).toBe(
      'needs_a_list: --per-day is for a list: name it with --prospects FILE.csv.\n',
    );
    const codes = [missing, rate, both, runs, alone].map(({ code }) => code);
    expect(codes).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('preview', () => {
  test('a list of which somebody would not get a mail: 1, and who and why', async () => {
    const options = ['--prospects', 'list.csv', '--html', 'audit.html'];
    const ran = await cli.run(['preview', 'strict', ...options]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(
      'one: held, missing_merge_field prospect.firstName, 1 mail: line 4 ola@example.no\n',
    );
    expect(ran.stdout).toContain('3 mails for 3 prospects: 1 would be held (for 1 of 3 prospects)');
    expect(ran.stderr).toContain('list.csv:3 invalid_address');
    const page = read('audit.html');
    expect(page).toContain('<td class="text">prospect.firstName</td>');
    expect(page).toMatch(/<iframe loading="lazy" sandbox="" title="Strict" srcdoc="[^"]+Dear Kari/);
  });

  test('as JSON, without the samples', async () => {
    const ran = await cli.run(['preview', 'strict', 'one', '--prospects', 'list.csv', '--json']);
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(ran.json()).toMatchObject({
      ...{ cadence: 'strict', prospects: 3, prospectsHeld: 1, mails: 3, held: 1 },
      steps: [{ step: 'one', variant: null, track: null, ok: 2, held: 1, skipped: 0 }],
      heldMails: [{ line: 4, code: 'missing_merge_field', details: ['prospect.firstName'] }],
      refusals: [{ line: 3 }, { line: 5 }],
    });
    expect(ran.json().steps[0]).not.toHaveProperty('samples');
  });

  test('a list to whom all can go out: 0', async () => {
    const ran = await cli.run(['preview', 'strict', '--prospects', 'good.csv']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('2 mails for 2 prospects: all can go out\n');
  });

  test('without a step and without a list', async () => {
    const [ran, page] = await Promise.all([
      cli.run(['preview', 'office']),
      cli.run(['preview', 'office', 'hello', '--html', 'page.html']),
    ]);
    expect(page).toMatchObject({ code: 1, stdout: '' });
    expect(page.stderr).toMatch(/^needs_a_list: --html is for a list/);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toBe(
      'missing_step: Say which mail (hello, offer), or try all of them on a list with --prospects FILE.csv.\n',
    );
  });
});
