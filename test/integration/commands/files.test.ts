import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli, type TestCli } from './open-cli.ts';

/** Commands that read files alone: they get a database that is not there, and must not miss it. */
let cli: TestCli;

beforeAll(async () => {
  cli = await openCli({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nowhere' });
  await cli.write({
    'kari.json': JSON.stringify({
      email: 'kari@example.no',
      firstName: 'Kari',
      timezone: 'Europe/Oslo',
      country: 'no',
    }),
    'bad.json': '{"timezone": "Mars/North", "email": "nobody"}',
    'broken/bad.yaml':
      'key: bad\ntitle: Bad\nsteps:\n  - { id: one, stage: closing, email: { template: smoke/nine } }\n',
  });
});
afterAll(() => cli?.close());

describe('lint', () => {
  test('0 where there is no error, 1 where there is one, with the place of each', async () => {
    const [good, bad, json] = await Promise.all([
      cli.run(['lint']),
      cli.run(['lint'], { CADENCES_DIR: 'broken' }),
      cli.run(['lint', '--json'], { CADENCES_DIR: 'broken' }),
    ]);
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).not.toContain(' error ');
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/^broken\/bad\.yaml:4:51 error unknown-template .+$/m);
    expect(json.code).toBe(1);
    expect(json.json()).toContainEqual({
      file: 'broken/bad.yaml',
      line: 4,
      column: 51,
      severity: 'error',
      code: 'unknown-template',
      message: expect.stringContaining('smoke/nine'),
    });
  });
});

describe('simulate', () => {
  test('each touch with the reason of each shift', async () => {
    const from = ['--prospect', 'kari.json', '--from', '2026-12-24 17:00'];
    const ran = await cli.run(['simulate', 'office', ...from, '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json()).toMatchObject([
      {
        step: 'hello',
        stage: 'prospecting',
        at: '2026-12-28T07:30:00.000Z',
        local: '2026-12-28T08:30:00+01:00',
        zone: 'Europe/Oslo',
        channel: 'email',
        shifts: [
          {
            reason: 'holiday',
            from: '2026-12-24T17:00:00+01:00',
            to: '2026-12-28T08:30:00+01:00',
            detail: 'Første juledag',
          },
        ],
      },
      {
        step: 'call',
        stage: 'prospecting',
        at: '2026-12-29T07:30:00.000Z',
        local: '2026-12-29T08:30:00+01:00',
        zone: 'Europe/Oslo',
        channel: 'task',
        shifts: [],
      },
      {
        step: 'offer',
        stage: 'closing',
        at: '2026-12-31T07:30:00.000Z',
        local: '2026-12-31T08:30:00+01:00',
        zone: 'Europe/Oslo',
        channel: 'email',
        shifts: [],
      },
    ]);
  });

  test('what cannot be simulated says why', async () => {
    const [cadence, prospect] = await Promise.all([
      cli.run(['simulate', 'offices']),
      cli.run(['simulate', 'office', '--prospect', 'bad.json']),
    ]);
    expect(cadence).toMatchObject({ code: 1, stdout: '' });
    expect(cadence.stderr).toBe(
      'unknown_cadence: cadences has no cadence "offices". There are: office, smoke.\n',
    );
    expect(prospect).toMatchObject({ code: 1, stdout: '' });
    expect(prospect.stderr).toBe(
      'invalid_prospect: bad.json is not a prospect: email: must be an e-mail address; timezone: must be an IANA zone such as Europe/Oslo.\n',
    );
  });
});

describe('preview', () => {
  test('the mail as .html, .txt and .eml', async () => {
    const ran = await cli.run(['preview', 'smoke', 'two', '--prospect', 'kari.json', '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { subject, files } = ran.json();
    expect(subject).toBe('Re: Hello Kari');
    expect(files).toEqual(
      ['html', 'txt', 'eml'].map((ending) => join('.cadence/preview', `smoke.two.${ending}`)),
    );
    const [html = '', text = '', eml = ''] = files.map((file: string) =>
      readFileSync(join(cli.folder, file), 'utf8'),
    );
    expect(html).toMatch(/^<!doctype html>[\s\S]*Two[\s\S]*Storgata 1, 0155 Oslo, Norway/i);
    expect(text).toMatch(/^Two https:\/\/\S+\/u\/\S+ Storgata 1/);
    const mail = await PostalMime.parse(eml);
    expect(mail).toMatchObject({ subject, from: { address: 'kari@fjord.example' }, html });
    expect(mail.to).toEqual([{ address: 'kari@example.no', name: expect.any(String) }]);
  });

  test('a folder that cannot be one', async () => {
    const ran = await cli.run(['preview', 'office', 'hello', '--out', 'kari.json']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/^cannot_write: Cannot write to "kari\.json": EEXIST/);
  });
});

test('a command that there is not, and an environment that is malformed', async () => {
  const [command, environment] = await Promise.all([
    cli.run(['simulat', 'office']),
    cli.run(['simulate', 'office'], { PORT: 'eighty', LOG_LEVEL: '' }),
  ]);
  expect(command).toMatchObject({ code: 1, stdout: '' });
  expect(command.stderr).toMatch(/unknown command 'simulat'\n\(Did you mean simulate\?\)\n/);
  expect(environment).toMatchObject({ code: 2, stdout: '' });
  expect(environment.stderr).toBe(
    'bad_environment: PORT must be a whole number from 0 to 65535.\n',
  );
});
