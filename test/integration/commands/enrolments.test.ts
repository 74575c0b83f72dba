import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
let id = '';

beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
  expect(await cli.run(['publish'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

const done = { code: 0, stderr: '' };

test('one person is enrolled, unless it is a dry run', async () => {
  const tried = await cli.run(['enrol', 'office', 'kari@example.no', '--dry-run']);
  expect(tried).toMatchObject(done);
  expect(tried.stdout).toMatch(/^kari@example\.no would be enrolled: hello at \S+Z\n$/);
  const enrolled = await cli.run([
    ...['enrol', 'office', 'kari@example.no', '--owner', 'ola', '--json'],
  ]);
  expect(enrolled).toMatchObject(done);
  expect(enrolled.json()).toEqual({
    enrolmentId: expect.any(String),
    prospectId: expect.any(String),
    status: 'active',
    step: 'hello',
    dueAt: expect.stringMatching(instant),
  });
  id = enrolled.json().enrolmentId;
});

test('where it stands, and why', async () => {
  const [status, explained] = await Promise.all([
    cli.run(['status', '--cadence', 'office', '--owner', 'ola', '--json']),
    cli.run(['explain', id]),
  ]);
  expect(status).toMatchObject(done);
  // One: the dry run has left nothing.
  expect(status.json()).toMatchObject({
    counts: [{ cadence: 'office', status: 'active', count: 1 }],
    enrolments: [
      { id, email: 'kari@example.no', owner: 'ola', nextTouch: { step: 'hello' }, endedAt: null },
    ],
  });
  expect(explained).toMatchObject(done);
  expect(explained.stdout).toMatch(/^active.*: Step "hello" goes out at \S+Z\./);
});

test('paused, resumed, advanced, ended', async () => {
  const paused = await cli.run(['pause', id, '--until', '2099-12-01']);
  expect(paused).toMatchObject({
    ...done,
    stdout: `${id} is paused until 2099-12-01T00:00:00.000Z\n`,
  });
  const resumed = await cli.run(['resume', id, '--json']);
  expect(resumed.json()).toMatchObject({ id, state: { status: 'active' }, inFlight: false });
  const advanced = await cli.run(['advance', id, '--stage', 'closing']);
  expect(advanced).toMatchObject(done);
  expect(advanced.stdout).toMatch(/ is active, offer at \S+Z\n$/);
  const ended = await cli.run(['exit', id]);
  expect(ended).toMatchObject({ ...done, stdout: `${id} is exited\n` });
});

test('what cannot be done says why', async () => {
  const tries: readonly (readonly [readonly string[], RegExp])[] = [
    [['exit', id], /^already_ended: Cannot exit enrolment \S+: it has ended already\.\n$/],
    [['report', 'funnel', '--html', 'no/page.html'], /^cannot_write: Cannot write to "no\/page/],
  ];
  const ran = await Promise.all(tries.map(([args]) => cli.run(args)));
  for (const [index, [args, told]] of tries.entries()) {
    expect(ran[index], args.join(' ')).toMatchObject({ code: 1, stdout: '' });
    expect(ran[index]?.stderr).toMatch(told);
  }
});

test('capacity ahead, for as many days as one asks for', async () => {
  const [told, json, tooMany] = await Promise.all([
    cli.run(['report', 'capacity', '--days', '3']),
    cli.run(['report', 'capacity', '--json']),
    cli.run(['report', 'capacity', '--days', '61']),
  ]);
  expect(told).toMatchObject(done);
  expect(told.stdout).toMatch(/^day +planned +to follow +leaves +left over\n/);
  expect(told.stdout).toMatch(/\nmailbox default +0 +0 +all +0 +0/);
  expect(json.json().outlooks[0].days).toHaveLength(14);
  expect(tooMany.code).not.toBe(0);
  expect(tooMany.stderr).toContain('60');
});

test('the funnel as data and as a page', async () => {
  const [json, page] = await Promise.all([
    cli.run(['report', 'funnel', '--cadence', 'office', '--json']),
    cli.run(['report', 'funnel', '--html', 'funnel.html']),
  ]);
  expect(json).toMatchObject(done);
  expect(json.json()).toMatchObject([
    { cadence: 'office', stage: 'prospecting', entered: 1, movedOn: 1, lost: 0, sent: 0 },
    { cadence: 'office', stage: 'closing', entered: 1, movedOn: 0, lost: 1, sent: 0 },
  ]);
  expect(page).toMatchObject({ ...done, stdout: 'funnel.html\n' });
  const html = readFileSync(join(cli.folder, 'funnel.html'), 'utf8');
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('<tr><td>closing</td><td>1</td>');
});
