import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInboxes, unreadInboxes } from '../../../src/app/intake/inbox-checks.ts';
import { startInboxReaders } from '../../../src/app/intake/read-inboxes.ts';
import { systemClock } from '../../../src/clock.ts';
import { startDovecot, type TestDovecot } from '../../helpers/dovecot.ts';
import { has } from '../../helpers/requirements.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { byPoll } from './open-inbox.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example, inbound: { imap_env: KARI_IMAP_URL } }
  - { key: ola, smtp_env: SMTP, from: ola@fjord.example, inbound: { imap_env: OLA_IMAP_URL } }
`;

describe.runIf(has('dovecot'))('what doctor and /readyz say of mailboxes', () => {
  const ahead = { ms: 0 };
  let dovecot: TestDovecot;
  let system: TestSystem;
  beforeAll(async () => {
    dovecot = await startDovecot();
    system = await openSystem({
      cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke },
      clock: { ...systemClock, machineNow: () => new Date(Date.now() + ahead.ms) },
    });
  });
  afterAll(async () => {
    await system?.close();
    await dovecot?.close();
  });

  const secrets =
    (url: string) =>
    (name: string): string | undefined =>
      name === 'KARI_IMAP_URL' ? url : undefined;
  const absent = {
    part: 'inbox',
    result: 'warning',
    detail: 'OLA_IMAP_URL is not set: answers are not read',
  };

  test('never read, read, and no longer read', async () => {
    const { app } = system;
    const secretOf = secrets(dovecot.url('kari'));
    const [never, other] = await checkInboxes(app, secretOf);
    expect(never).toMatchObject({ part: 'inbox kari', result: 'warning' });
    expect(never?.detail).toContain('never read: is a worker running?');
    expect(other).toEqual(absent);
    const readers = startInboxReaders(app, secretOf, byPoll);
    await waitFor('a round', async () => (await checkInboxes(app, secretOf))[0]?.result === 'ok');
    expect(await unreadInboxes(app, secretOf)).toEqual([]);
    await readers.stop(5_000);
    ahead.ms += 6 * 60_000;
    expect(await unreadInboxes(app, secretOf)).toMatchObject([{ mailbox: 'kari' }]);
    const [late] = await checkInboxes(app, secretOf);
    expect(late).toMatchObject({ result: 'warning' });
  });

  test('a login that is refused, a URL that is none, and a server without TLS', async () => {
    const { app } = system;
    const url = new URL(dovecot.url('kari'));
    url.password = 'wrong';
    const [refused] = await checkInboxes(app, secrets(url.href));
    expect(refused).toMatchObject({ part: 'inbox kari', result: 'failed' });
    expect(refused?.detail).toMatch(/does not let us in: .*Check user and password/);
    expect(refused?.detail).not.toContain('wrong@');
    const [malformed] = await checkInboxes(app, secrets('imaps://imap.fjord.example'));
    expect(malformed).toMatchObject({ part: 'inbox', result: 'failed' });
    expect(malformed?.detail).toContain('KARI_IMAP_URL must be imaps://USER:PASSWORD@HOST');
    // A password is not sent in the clear.
    url.search = '';
    const [plain] = await checkInboxes(app, secrets(url.href));
    expect(plain).toMatchObject({ result: 'failed' });
    expect(plain?.detail).toContain('does not answer');
  });
});
