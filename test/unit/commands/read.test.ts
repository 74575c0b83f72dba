import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test, vi } from 'vitest';
import { readingLines } from '../../../src/commands/reading-lines.ts';
import { readMail } from '../../../src/inbound/mail/read-mail.ts';
import { launcher } from '../../helpers/launcher.ts';
import { mail, report } from '../inbound/mail/mails.ts';

// Each run is a process of its own, on a machine that does other things.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../../..');
const folder = await mkdtemp(join(tmpdir(), 'cadence-read-'));
afterAll(() => rm(folder, { recursive: true }));

const bounce = report(
  [
    'Final-Recipient: rfc822; ola@example.no',
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 Over quota',
  ],
  ['From: kari@fjord.example', 'To: ola@example.no'],
);

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function read(args: readonly string[], input: Buffer | string = '') {
  const child = spawn(process.execPath, [launcher, 'read', ...args], { cwd: root });
  child.stdin.end(input);
  const [stdout, stderr, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exit, stdout, stderr };
}

test('--json: one object a line, a file each, with the fields of the interface', async () => {
  const paths = [
    await file('bounce.eml', bounce),
    await file('reply.txt', 'Gjerne!'),
    await file('reply.html', '<p>Ja, <b>gjerne</b>!</p>'),
  ];
  const { exit, stdout } = await read(['--json', ...paths]);
  expect(exit).toBe(0);
  const [mail, part, html] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(mail).toEqual({
    file: paths[0],
    kind: 'bounce',
    events: [
      {
        type: 'email.bounced',
        recipient: 'ola@example.no',
        hard: false,
        status: '5.2.2',
        replyCode: '552',
        reason: 'mailbox_full',
        occurredAt: '2026-11-24T09:00:00.000Z',
        until: null,
        category: null,
        dedupeKey: '<report1@mx.example.org>',
      },
    ],
    visibleText: null,
    confidence: null,
    because: '552 5.2.2 Over quota',
  });
  expect(part).toMatchObject({ kind: 'reply', visibleText: 'Gjerne!' });
  expect(html).toMatchObject({ kind: 'reply', visibleText: 'Ja, gjerne!' });
});

test('for people: what it is, why, and what follows', async () => {
  const path = await file('bounce.eml', bounce);
  const { stdout } = await read([path]);
  expect(stdout.split('\n')).toEqual([
    `${path}: bounce`,
    '  because  552 5.2.2 Over quota',
    '  event    email.bounced · ola@example.no · soft · 5.2.2 · 552 · mailbox_full · at 2026-11-24T09:00:00.000Z',
    '',
  ]);
});

test('standard input, of the kind that is asked for', async () => {
  const { exit, stdout } = await read(['--as', 'mime', '--json', '-'], bounce);
  expect(exit).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ file: '-', kind: 'bounce' });
});

test('what cannot be read is told with what to do, and the others are read', async () => {
  const path = await file('bounce.eml', bounce);
  const odd = await file('notes.doc', 'x');
  const [files, kind] = await Promise.all([
    read(['--json', join(folder, 'no.eml'), odd, path]),
    read(['--as', 'mine', path]),
  ]);
  expect(files.exit).toBe(1);
  expect(files.stdout.trim().split('\n')).toHaveLength(1);
  expect(files.stderr).toContain('no_such_file: Cannot read "');
  expect(files.stderr).toContain('unknown_kind: The name of "');
  expect(files.stderr).toContain('say --as mime | text | html');
  expect(kind).toMatchObject({ exit: 1, stdout: '' });
  expect(kind.stderr).toContain('unknown_kind: Nothing is read as "mine", did you mean mime?');
});

test('the README shows what is said of such mails', async () => {
  const unknown = report(
    [
      'Final-Recipient: rfc822; ola@example.no',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 <ola@example.no>: User unknown',
    ],
    ['From: kari@fjord.example', 'To: ola@example.no'],
  );
  const away = mail(
    [
      'From: Ola Berg <ola@example.no>',
      'To: kari@fjord.example',
      'Subject: Automatisk svar: Hei',
      'Date: Tue, 24 Nov 2026 10:00:00 +0100',
      'Auto-Submitted: auto-replied',
    ],
    'Jeg har ferie til og med 4. desember. Kontakt Eva Berg (eva@example.no) om det haster.',
  );
  const shown = [
    ...readingLines('bounce.eml', await readMail(unknown)),
    '',
    ...readingLines('away.eml', await readMail(away)),
  ];
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`$ cadence read bounce.eml away.eml\n${shown.join('\n')}\n`);
});
