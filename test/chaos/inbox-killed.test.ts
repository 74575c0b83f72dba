import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOf } from '../../src/email/imap-session.ts';
import { type CadenceProcess, environmentOf, startCadence } from '../helpers/cadence-process.ts';
import { startDovecot, type TestDovecot } from '../helpers/dovecot.ts';
import { has } from '../helpers/requirements.ts';
import { openSystem, smoke, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: NOT_SET, from: kari@fjord.example, inbound: { imap_env: KARI_IMAP_URL } }
`;

const mails = 120;

const letter = (nth: number) =>
  [
    `From: p${nth}@example.com`,
    'To: kari@fjord.example',
    `Message-ID: <${nth}.${randomUUID()}@mail.example>`,
    'Subject: Re: Hello',
    '',
    `Answer ${nth}`,
    '',
  ].join('\r\n');

describe.runIf(has('dovecot'))('a worker that is killed while it reads a mailbox', () => {
  let dovecot: TestDovecot;
  let system: TestSystem;
  const started: CadenceProcess[] = [];
  beforeAll(async () => {
    dovecot = await startDovecot();
    system = await openSystem({ cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke } });
  });
  afterAll(async () => {
    for (const one of started) await one.kill();
    await dovecot?.close();
    await system?.close();
  });

  const work = async () => {
    const environment = {
      ...environmentOf(system.deps.config),
      KARI_IMAP_URL: dovecot.url('kari'),
    };
    const worker = await startCadence(['worker'], environment);
    started.push(worker);
    return worker;
  };
  const subjects = async () => {
    const { rows } = await system.app.db.query<{ text: string }>(
      `select event ->> 'text' as text from inbound_events where source = 'kari'`,
      [],
    );
    return rows.map(({ text }) => text);
  };

  test('the next one reads every mail, and none counts twice', async () => {
    const client = await dovecot.client('kari');
    for (let nth = 0; nth < mails; nth += 1) await client.append('INBOX', letter(nth));
    const killed = await work();
    await waitFor('some mails', async () => (await subjects()).length >= 20);
    killed.signal('SIGKILL');
    await killed.ended();
    const before = (await subjects()).length;
    expect(before).toBeLessThan(mails);

    // As if the thirty seconds had passed after which a dead process loses the account.
    await system.app.db.query('update mail_accounts set held_until = $2 where account = $1', [
      accountOf(dovecot.url('kari')),
      new Date(0),
    ]);
    await work();
    await client.append('INBOX', letter(mails));
    const wanted = Array.from({ length: mails + 1 }, (_, nth) => `Answer ${nth}`).sort();
    await waitFor('all mails', async () => (await subjects()).length > mails, 60_000);
    expect((await subjects()).sort()).toEqual(wanted);
  });
});
