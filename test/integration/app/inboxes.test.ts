import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { Unavailable } from '../../../src/errors.ts';
import { startBreakingLine } from '../../helpers/breaking-line.ts';
import { startDovecot, type TestDovecot } from '../../helpers/dovecot.ts';
import { has } from '../../helpers/requirements.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { byIdle, byPoll, enrolled, letter, openInbox, type TestInbox } from './open-inbox.ts';

describe.runIf(has('dovecot'))('mailboxes on a real Dovecot', () => {
  const ahead = { ms: 0 };
  let dovecot: TestDovecot;
  let system: TestSystem;
  let inbox: TestInbox;
  beforeAll(async () => {
    const machineNow = () => new Date(Date.now() + ahead.ms);
    system = await openSystem({ clock: { ...systemClock, machineNow } });
    dovecot = await startDovecot();
  });
  afterAll(async () => {
    await dovecot?.close();
    await system?.close();
  });
  beforeEach(async () => {
    inbox = await openInbox(system.app, dovecot);
  });
  afterEach(() => inbox?.close());

  const put = (words: string, folder?: string) =>
    inbox.put(letter(somebody().email, words), folder);

  async function eventsOf(mailbox: string): Promise<number> {
    const { rows } = await system.app.db.query<{ events: number }>(
      'select count(*)::int as events from inbound_events where source = $1',
      [mailbox],
    );
    return rows[0]?.events ?? 0;
  }

  async function failures(): Promise<readonly { uid: string; tries: number; reason: string }[]> {
    const { rows } = await system.app.db.query<{ uid: string; tries: number; reason: string }>(
      'select uid, tries, reason from mail_failures where account = $1',
      [inbox.account],
    );
    return rows;
  }

  test('an answer stops its cadence the moment it comes, and stays as unread as it was', async () => {
    const kari = await enrolled(system.app);
    await put('before');
    inbox.start(byIdle);
    await inbox.until('before');
    await inbox.put(letter(kari.email, 'Call me in the summer'));
    await inbox.until('Call me in the summer');
    expect(await kari.status()).toBe('paused');
    expect(await inbox.flags()).toEqual([[], []]);
  });

  test('a mail that came while nobody read is read at the next start, and none twice', async () => {
    const first = inbox.start(byIdle);
    await put('one');
    await put('two');
    await inbox.until('one', 'two');
    await first.stop();
    await put('three');
    await put('four');
    inbox.start(byIdle);
    await inbox.until('four');
    expect(inbox.received).toEqual(['one', 'two', 'three', 'four']);
    expect(await eventsOf(inbox.user)).toBe(4);
  });

  test('the first start reads what is younger than `since`, and from then on all, whatever its date', async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    await inbox.put(letter('old@example.com', 'last week'), 'INBOX', daysAgo(7));
    await inbox.put(letter('new@example.com', 'two days ago'), 'INBOX', daysAgo(2));
    await inbox.put(letter('new@example.com', 'today'));
    inbox.start(byPoll, [{ sinceMs: 3 * 86_400_000 }]);
    await inbox.until('two days ago', 'today');
    await inbox.put(letter('x@example.com', 'moved here'), 'INBOX', daysAgo(30));
    await inbox.until('moved here');
    expect(inbox.received).toEqual(['two days ago', 'today', 'moved here']);
  });

  test('a mail that cannot be read keeps nobody waiting, is kept, and is tried again', async () => {
    let isBroken = true;
    inbox.before = (words) => {
      if (isBroken && words === 'hostile') throw new RangeError('too deep');
    };
    for (const words of ['one', 'hostile', 'three']) await put(words);
    inbox.start(byPoll);
    await inbox.until('one', 'three');
    expect(await failures()).toEqual([{ uid: '2', tries: 1, reason: 'too deep' }]);
    ahead.ms += 11 * 60_000;
    await waitFor('a second try', async () => (await failures())[0]?.tries === 2);
    isBroken = false;
    ahead.ms += 21 * 60_000;
    await inbox.until('hostile');
    await waitFor('no failure', async () => (await failures()).length === 0);
    expect(inbox.received).toEqual(['one', 'three', 'hostile']);
  });

  test('a mail at which the connection always breaks keeps nobody waiting either', async () => {
    const target = new URL(dovecot.url('x')).port;
    const line = await startBreakingLine(Number(target), 'CUT HERE');
    const cut = await openInbox(system.app, dovecot, line.port);
    try {
      for (const words of ['one', 'CUT HERE', 'three']) {
        await cut.put(letter(somebody().email, words));
      }
      cut.start(byPoll);
      await cut.until('one', 'three');
      expect(cut.received).toEqual(['one', 'three']);
      expect(line.broken()).toBe(3);
    } finally {
      await cut.close();
      await line.close();
    }
  });

  test('while the database is away the mail waits, and is not counted as bad', async () => {
    let isAway = true;
    inbox.before = () => {
      if (isAway) throw new Unavailable('database_unavailable', 'PostgreSQL does not answer.');
    };
    await put('one');
    await put('two');
    inbox.start(byPoll);
    const state = async () => {
      const { rows } = await system.app.db.query<{ failure: string | null }>(
        'select failure from mail_accounts where account = $1',
        [inbox.account],
      );
      return rows[0]?.failure ?? null;
    };
    await waitFor('the failure', async () => (await state()) === 'PostgreSQL does not answer.');
    isAway = false;
    await inbox.until('one', 'two');
    await waitFor('no failure', async () => (await state()) === null);
    expect(inbox.received).toEqual(['one', 'two']);
    expect(await failures()).toEqual([]);
  });

  test('when the folder has new uids its mails are read again, and count once', async () => {
    const open = await inbox.client();
    await open.mailboxCreate('Replies');
    const letters = ['one', 'two'].map((words) =>
      letter(somebody().email, words, words + inbox.user),
    );
    for (const raw of letters) await inbox.put(raw, 'Replies');
    const first = inbox.start(byPoll, [{ folder: 'Replies' }]);
    await inbox.until('one', 'two');
    await first.stop();
    await open.mailboxDelete('Replies');
    await open.mailboxCreate('Replies');
    for (const raw of letters) await inbox.put(raw, 'Replies');
    await put('three', 'Replies');
    inbox.start(byPoll, [{ folder: 'Replies' }]);
    await inbox.until('three');
    expect(inbox.received).toEqual(['one', 'two', 'one', 'two', 'three']);
    expect(await eventsOf(inbox.user)).toBe(3);
  });

  test('one process reads at a time, and the next takes over when it stops', async () => {
    const first = inbox.start(byPoll);
    await put('one');
    await inbox.until('one');
    const second = inbox.start(byPoll);
    await put('two');
    await inbox.until('two');
    await first.stop();
    await put('three');
    await inbox.until('three');
    await second.stop();
    expect(inbox.received).toEqual(['one', 'two', 'three']);
  });

  test('after an outage of the server it goes on where it was', async () => {
    inbox.start(byIdle);
    await put('one');
    await inbox.until('one');
    await dovecot.stop();
    await waitFor('the outage to be noticed', async () => {
      const { rows } = await system.app.db.query(
        'select 1 from mail_accounts where account = $1 and failing_since is not null',
        [inbox.account],
      );
      return rows.length === 1;
    });
    await dovecot.start();
    await put('two');
    await inbox.until('two');
    expect(inbox.received).toEqual(['one', 'two']);
  });

  test('only what concerns an enrolment is marked or moved, and only when told', async () => {
    const [kari, ola] = [await enrolled(system.app), await enrolled(system.app)];
    const open = await inbox.client();
    for (const folder of ['Archive', 'Sales']) await open.mailboxCreate(folder);
    inbox.start(byPoll, [
      { after: 'seen' },
      { folder: 'Not there' },
      { folder: 'Sales', after: { move: 'Archive' } },
    ]);
    await inbox.put(letter(kari.email, 'Yes'));
    await put('private');
    await inbox.put(letter(ola.email, 'No'), 'Sales');
    await put('private too', 'Sales');
    await inbox.until('Yes', 'private', 'No', 'private too');
    await waitFor('the mark', async () => (await inbox.flags())[0]?.includes('\\Seen'));
    expect(await inbox.flags()).toEqual([['\\Seen'], []]);
    await waitFor('the move', async () => (await inbox.flags('Archive')).length === 1);
    expect(await inbox.flags('Sales')).toEqual([[]]);
  });

  test('of a mail over 25 MiB what it says is read', async () => {
    const kari = await enrolled(system.app);
    const attachment = 'QUJD'.repeat(19).concat('\r\n').repeat(360_000);
    const raw = letter(kari.email, '').replace(
      /Content-Type: [\s\S]*/,
      [
        'Content-Type: multipart/mixed; boundary="=_b"',
        '',
        '--=_b',
        'Content-Type: multipart/alternative; boundary="=_c"',
        '',
        '--=_c',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Please take me off your list',
        '--=_c--',
        '--=_b',
        'Content-Type: application/pdf',
        'Content-Transfer-Encoding: base64',
        '',
        `${attachment}--=_b--`,
        '',
      ].join('\r\n'),
    );
    expect(raw.length).toBeGreaterThan(26 * 1024 * 1024);
    const sizes: number[] = [];
    inbox.before = (_words, bytes) => {
      sizes.push(bytes);
    };
    await inbox.put(raw);
    await put('behind');
    inbox.start(byPoll);
    await inbox.until('behind');
    expect(await kari.status()).not.toBe('active');
    expect(Math.max(...sizes)).toBeLessThan(10_000);
  });
});
