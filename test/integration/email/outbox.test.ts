import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildMessage } from '../../../src/email/message.ts';
import { type Outbox, readOutbox, startOutbox } from '../../../src/email/outbox.ts';
import { createTransport, type MailTransport } from '../../../src/email/transport.ts';

let home: string;
let directory: string;
let now: Date;
let outbox: Outbox;
let transport: MailTransport;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cadence-outbox-'));
  directory = join(home, 'not', 'there', 'yet');
  now = new Date('2026-11-24T09:00:00.000Z');
  outbox = await startOutbox(directory, () => now);
  transport = createTransport({ url: outbox.url, maxConnections: 10, deadlineMs: 10_000 });
});
afterEach(async () => {
  await transport.close();
  await outbox.close();
  await rm(home, { recursive: true, force: true });
});

const mail = (n: number) =>
  buildMessage({
    from: { name: 'Ingrid Sæther', address: 'ingrid@fjordrute.example' },
    to: { name: 'Kari', address: `kari${n}@example.no` },
    subject: `Mail ${n}`,
    html: '<p>.</p>\n.\n',
    text: `.\n..\nMail ${n}\n`,
    messageId: `<${n}@fjordrute.example>`,
    date: now,
  });

test('keeps every mail as it was sent, in a file that other programs open', async () => {
  const message = mail(1);
  expect(await transport.send(message)).toMatchObject({ kind: 'sent' });
  const [kept, ...others] = await readOutbox(directory);
  expect(others).toEqual([]);
  expect(kept?.mail).toMatchObject({ subject: 'Mail 1', messageId: '<1@fjordrute.example>' });
  expect(kept?.file).toMatch(/\/2026-11-24T09-00-00\.000Z-000001-\w+\.eml$/);
  expect(await readFile(kept?.file ?? '')).toEqual(message.raw);
});

test('gives them back in the order in which they went out, also of one instant and of many at once', async () => {
  for (let n = 1; n <= 12; n += 1) {
    if (n % 4 === 0) now = new Date(now.getTime() + 60_000);
    expect(await transport.send(mail(n))).toMatchObject({ kind: 'sent' });
  }
  const subjects = (await readOutbox(directory)).map(({ mail: { subject } }) => subject);
  expect(subjects).toEqual(Array.from({ length: 12 }, (_, index) => `Mail ${index + 1}`));
  now = new Date(now.getTime() + 60_000);
  await Promise.all(Array.from({ length: 40 }, (_, index) => transport.send(mail(100 + index))));
  const all = await readOutbox(directory);
  expect(all).toHaveLength(52);
  expect(new Set(all.map(({ mail: { messageId } }) => messageId)).size).toBe(52);
});

test('has nothing in it but whole mails', async () => {
  await writeFile(join(directory, '.half.eml'), 'Subject: ha');
  await writeFile(join(directory, 'notes.txt'), 'mine');
  await transport.send(mail(1));
  expect(await readOutbox(directory)).toHaveLength(1);
  expect((await readdir(directory)).filter((name) => name.startsWith('.2026'))).toEqual([]);
});

test('a mail that cannot be kept is not taken: it is tried again', async () => {
  await rm(directory, { recursive: true });
  expect(await transport.send(mail(1))).toMatchObject({ kind: 'deferred' });
  expect(await readOutbox(directory)).toEqual([]);
});

test('listens on this machine only', () => {
  expect(new URL(outbox.url).hostname).toBe('127.0.0.1');
});

test('two outboxes in one folder do not overwrite each other', async () => {
  const other = await startOutbox(directory, () => now);
  const second = createTransport({ url: other.url, maxConnections: 1, deadlineMs: 10_000 });
  expect(await transport.send(mail(1))).toMatchObject({ kind: 'sent' });
  expect(await second.send(mail(2))).toMatchObject({ kind: 'sent' });
  await second.close();
  await other.close();
  expect(await readOutbox(directory)).toHaveLength(2);
});

test('that was never opened is empty', async () => {
  expect(await readOutbox(join(home, 'nowhere'))).toEqual([]);
});
