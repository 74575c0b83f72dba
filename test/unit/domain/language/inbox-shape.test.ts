import { expect, test } from 'vitest';
import { parseWorkspace } from '../../../../src/domain/language/workspace.ts';

const mailbox = (inbound: string) =>
  parseWorkspace(
    `mailboxes: [{ key: kari, smtp_env: SMTP, from: kari@fjord.example, inbound: ${inbound} }]`,
    'workspace.yaml',
  );
const intake = (smtp: string) => parseWorkspace(`inbound: { smtp: ${smtp} }`, 'workspace.yaml');

test('what is left out of a mailbox that is read', () => {
  const { workspace } = mailbox('{ imap_env: KARI_IMAP_URL }');
  expect(workspace?.mailboxes[0]?.inbound).toEqual({
    imapEnv: 'KARI_IMAP_URL',
    folders: ['INBOX'],
    after: 'keep',
    sinceMs: 86_400_000,
    authserv: [],
  });
  const plain = parseWorkspace(
    'mailboxes: [{ key: kari, smtp_env: SMTP, from: kari@fjord.example }]',
    'workspace.yaml',
  );
  expect(plain.workspace?.mailboxes[0]?.inbound).toBeNull();
});

test('a mailbox that says everything', () => {
  const { workspace, problems } = mailbox(
    '{ imap_env: KARI_IMAP_URL, folders: [INBOX, Sales, INBOX], after: { move: Archive }, since: 2 weeks, authserv: [mx.google.com] }',
  );
  expect(problems).toEqual([]);
  expect(workspace?.mailboxes[0]?.inbound).toEqual({
    imapEnv: 'KARI_IMAP_URL',
    folders: ['INBOX', 'Sales'],
    after: { move: 'Archive' },
    sinceMs: 14 * 86_400_000,
    authserv: ['mx.google.com'],
  });
});

test('a listener, with and without what may be left out', () => {
  expect(intake('{ port: 2525 }').workspace?.smtpIntake).toEqual({
    host: '127.0.0.1',
    port: 2525,
    recipients: null,
    maxBytes: 25 * 1024 * 1024,
    maxConnections: 20,
    authserv: [],
  });
  const said = intake(
    '{ port: 25, host: 0.0.0.0, recipients: [Bounces@Fjord.example, "@in.blåbær.example"], max_size_mb: 10, max_connections: 5 }',
  );
  expect(said.workspace?.smtpIntake).toMatchObject({
    host: '0.0.0.0',
    recipients: ['bounces@fjord.example', '@in.xn--blbr-roah.example'],
    maxBytes: 10 * 1024 * 1024,
    maxConnections: 5,
  });
});

test.each([
  ['imaps://kari:secret@imap.fjord.example', 'invalid-env-name', 'imap_env'],
  ['KARI, after: keepp', 'invalid-value', 'keep'],
  ['KARI, after: { move: INBOX }', 'invalid-value', 'INBOX is one of the folders that are read'],
  ['KARI, since: 3 business days', 'invalid-duration', 'as in 14 days'],
  ['KARI, folders: []', 'invalid-value', ''],
  ['KARI, password: secret', 'secret-in-file', 'password'],
])('a mistake in a mailbox that is read: %s', (inbound, code, words) => {
  const { workspace, problems } = mailbox(`{ imap_env: ${inbound} }`);
  expect(workspace).toBeNull();
  expect(problems.map((problem) => problem.code)).toContain(code);
  expect(problems.map(({ message }) => message).join()).toContain(words);
  expect(JSON.stringify(problems)).not.toContain('secret@');
});

test.each([
  ['{ port: 0 }', 'invalid-value'],
  ['{ port: 25, recipients: [fjord] }', 'invalid-address'],
  ['{ port: 25, recipients: ["@"] }', 'invalid-address'],
  ['{ }', 'missing-key'],
])('a mistake in a listener: %s', (smtp, code) => {
  const { problems } = intake(smtp);
  expect(problems.map((problem) => problem.code)).toEqual([code]);
});
