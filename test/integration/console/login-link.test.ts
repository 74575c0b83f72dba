import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeKey, createApiKey, revokeKey } from '../../../src/app/api-keys.ts';
import type { Sender } from '../../../src/app/context.ts';
import { forgetOldLinks, mostInThatTime } from '../../../src/app/login/links.ts';
import { createLinkMailer } from '../../../src/app/login/mail-links.ts';
import { readOutbox } from '../../../src/email/outbox.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { openVisitor, type Visitor } from './visitor.ts';

let http: TestHttp;
let sender: Sender;
beforeAll(async () => {
  http = await openHttp();
  sender = await http.system.deps.openSender();
});
afterAll(() => http?.close());

const anAddress = () => `kari-${randomUUID()}@firm.no`;

async function ask(email: string, visitor = openVisitor(http)) {
  await visitor.get('/console/login');
  return visitor.post('/console/login/link', { email });
}

/** What was mailed to an address so far, the oldest first. */
async function mailsTo(email: string) {
  await createLinkMailer(http.system.app, sender)();
  const mails = await readOutbox(http.system.deps.outboxDir);
  return mails.map(({ mail }) => mail).filter(({ to }) => to?.[0]?.address === email);
}

const linkIn = (text: string | undefined) =>
  /https:\/\/mail\.example(\/console\/l\/[\w-]{43})\n/.exec(text ?? '')?.[1] ?? '';

/** The path of the newest link to an address. */
async function linkTo(email: string): Promise<string> {
  await ask(email);
  return linkIn((await mailsTo(email)).at(-1)?.text);
}

/** Opens a link and presses its button. */
async function follow(path: string, key: string, visitor: Visitor = openVisitor(http)) {
  await visitor.get(path);
  return visitor.post(path, { key });
}

const isIn = async (visitor: Visitor) => (await visitor.get('/console/today')).status === 200;

async function entriesOf(keyId: string) {
  const { body } = await http.call('GET', `/v1/audit?object=${keyId}`, { as: 'admin' });
  return body.items;
}

describe('a link by mail', () => {
  test('logs in once, by its button and not by being opened', async () => {
    const email = anAddress();
    const made = await createApiKey(http.system.app, 'Kari Nilsen', 'rep', { email });
    expect(await ask(email)).toMatchObject({ status: 303, location: '/console/login/asked' });
    const [mail, ...others] = await mailsTo(email);
    expect(others).toEqual([]);
    const path = linkIn(mail?.text);
    expect(mail?.html).toContain(path);
    expect(mail).toMatchObject({ subject: 'Log in to Cadence', from: sender.mailbox.from });
    const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.has('list-unsubscribe')).toBe(false);

    // A scanner, more than once.
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await fetch(`${http.url}${path}`, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie().join()).not.toContain('cadence_session');
    }
    const visitor = openVisitor(http);
    const shown = await visitor.get(path);
    expect(shown.text).toContain('Log in as Kari Nilsen (rep)');
    expect(await isIn(visitor)).toBe(false);
    expect(await follow(path, made.id, visitor)).toMatchObject({
      status: 303,
      location: '/console',
    });
    expect(await isIn(visitor)).toBe(true);
    expect(await entriesOf(made.id)).toMatchObject([
      {
        action: 'session.opened',
        kind: 'key',
        actorId: made.id,
        actor: 'Kari Nilsen',
        role: 'rep',
      },
    ]);

    const again = openVisitor(http);
    expect((await again.get(path)).status).toBe(410);
    const late = await follow(path, made.id, again);
    expect(late.status).toBe(410);
    expect(late.text).toContain('This link is not good any more');
    expect(late.text).toContain('action="/console/login/link"');
    expect(await isIn(again)).toBe(false);
    expect(await entriesOf(made.id)).toHaveLength(1);
  });

  test('that is pressed twice at once logs in once', async () => {
    const email = anAddress();
    const { id } = await createApiKey(http.system.app, 'Kari', 'rep', { email });
    for (let round = 0; round < 3; round += 1) {
      const path = await linkTo(email);
      const visitors = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const visitor = openVisitor(http);
          await visitor.get(path);
          return visitor;
        }),
      );
      const answers = await Promise.all(visitors.map((one) => one.post(path, { key: id })));
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect(statuses).toEqual([303, 410, 410, 410, 410, 410]);
    }
    expect(await entriesOf(id)).toHaveLength(3);
  });

  test('is in the language of who asks', async () => {
    const email = anAddress();
    await createApiKey(http.system.app, 'Kari', 'rep', { email });
    const visitor = openVisitor(http);
    await visitor.get('/console/login');
    await visitor.post('/console/login/link', { email }, { 'accept-language': 'nb' });
    expect((await mailsTo(email))[0]?.subject).toBe('Logg inn i Cadence');
  });

  test('is kept as a hash alone, and forgotten after a day', async () => {
    const email = anAddress();
    await createApiKey(http.system.app, 'Kari', 'rep', { email });
    const token = (await linkTo(email)).split('/').at(-1);
    const { db, clock } = http.system.app;
    const read = async () =>
      (await db.query('select * from login_links where email = $1', [email])).rows;
    expect(JSON.stringify(await read())).not.toContain(token);
    await forgetOldLinks(http.system.app);
    expect(await read()).toHaveLength(1);
    const machineNow = () => new Date(clock.machineNow().getTime() + 25 * 3_600_000);
    await forgetOldLinks({ db, clock: { ...clock, machineNow } });
    expect(await read()).toEqual([]);
  });
});

describe('a link is refused', () => {
  const refusal = async (spoil: (key: { id: string }, email: string) => Promise<unknown>) => {
    const email = anAddress();
    const made = await createApiKey(http.system.app, 'Kari', 'rep', { email });
    const path = await linkTo(email);
    const visitor = openVisitor(http);
    await visitor.get(path);
    await spoil(made, email);
    const answer = await visitor.post(path, { key: made.id });
    return { status: answer.status, isIn: await isIn(visitor) };
  };
  const refused = { status: 410, isIn: false };

  test('when it is too old', async () => {
    const { db } = http.system.app;
    const age = (_key: { id: string }, email: string) =>
      db.query(`update login_links set good_until = now() where email = $1`, [email]);
    expect(await refusal(age)).toEqual(refused);
  });

  test('when its key was revoked, or has another address or none', async () => {
    const { app } = http.system;
    expect(await refusal(({ id }) => revokeKey(app, id))).toEqual(refused);
    expect(await refusal(({ id }) => changeKey(app, id, { email: anAddress() }))).toEqual(refused);
    expect(await refusal(({ id }) => changeKey(app, id, { email: null, maySeeAll: true }))).toEqual(
      refused,
    );
  });

  test('when nobody has made it, or the form is not ours', async () => {
    const email = anAddress();
    const { id } = await createApiKey(http.system.app, 'Kari', 'rep', { email });
    expect((await follow(`/console/l/${'x'.repeat(43)}`, id)).status).toBe(410);
    const path = await linkTo(email);
    const visitor = openVisitor(http);
    await visitor.get(path);
    expect((await visitor.post(path, { key: id, csrf: 'wrong' })).status).toBe(403);
    expect((await visitor.post(path, { key: 'no id' })).status).toBe(410);
    expect((await visitor.post(path, { key: id })).status).toBe(303);
  });

  test('and a session that it opened ends, when the address of its key changes', async () => {
    const email = anAddress();
    const { app } = http.system;
    const { id, key } = await createApiKey(app, 'Kari', 'rep', { email });
    const [mailed, typed] = [openVisitor(http), openVisitor(http)];
    await follow(await linkTo(email), id, mailed);
    await typed.logIn(key);
    await changeKey(app, id, { email: email.toUpperCase() });
    expect(await isIn(mailed)).toBe(true);
    await changeKey(app, id, { email: anAddress() });
    expect(await isIn(mailed)).toBe(false);
    expect(await isIn(typed)).toBe(true);
  });
});

test('of several keys with one address one is chosen, and no other key', async () => {
  const email = anAddress();
  const { app } = http.system;
  const rep = await createApiKey(app, 'Kari as rep', 'rep', { email });
  const admin = await createApiKey(app, 'Kari as admin', 'admin', { email });
  const stranger = await createApiKey(app, 'Ola', 'admin', { email: anAddress() });
  const path = await linkTo(email);
  const visitor = openVisitor(http);
  const { text } = await visitor.get(path);
  expect(text).toContain('Kari as rep (rep)');
  expect(text).toContain('Kari as admin (admin)');
  expect(text).not.toContain('Ola');
  expect((await visitor.post(path, { key: stranger.id })).status).toBe(410);
  expect((await visitor.post(path, { key: rep.id })).status).toBe(303);
  expect((await visitor.get('/console/admin/keys')).status).toBe(403);
  expect(await entriesOf(admin.id)).toEqual([]);
});

describe('who asks', () => {
  test('is not told whether anybody has that address', async () => {
    const [known, unknown] = [anAddress(), anAddress()];
    await createApiKey(http.system.app, 'Kari', 'rep', { email: known });
    const answers = [await ask(known), await ask(unknown)];
    const seen = answers.map(({ status, location, text, headers }) => {
      const told = new Map(headers);
      for (const own of ['date', 'x-request-id', 'keep-alive']) told.delete(own);
      return { status, location, text, headers: [...told] };
    });
    expect(seen[0]).toEqual(seen[1]);
    const { rows } = await http.system.app.db.query(
      'select count(*)::int as count from login_links where email = any($1) and token_hash is null',
      [[known, unknown]],
    );
    expect(rows).toEqual([{ count: 2 }]);
    expect(await mailsTo(unknown)).toEqual([]);
    expect(await mailsTo(known)).toHaveLength(1);
    const asked = await openVisitor(http).get('/console/login/asked');
    expect(asked.text).toContain('If a key has this address');
    expect(asked.text).toContain(http.system.deps.outboxDir);
  });

  test('with what is no address is told so, and keeps it in the form', async () => {
    const answer = await ask('kari@"firm');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('This is no e-mail address');
    expect(answer.text).toContain('value="kari@&quot;firm"');
  });

  test('is mailed so many and no more, whoever asks and however fast', async () => {
    const email = anAddress();
    await createApiKey(http.system.app, 'Kari', 'rep', { email });
    const visitor = openVisitor(http);
    await visitor.get('/console/login');
    const answers = await Promise.all(
      Array.from({ length: mostInThatTime + 4 }, () =>
        visitor.post('/console/login/link', { email: ` ${email.toUpperCase()} ` }),
      ),
    );
    expect(new Set(answers.map(({ location }) => location))).toEqual(
      new Set(['/console/login/asked']),
    );
    expect(await mailsTo(email)).toHaveLength(mostInThatTime);
  });

  test('and asks for ever more addresses is told to wait', async () => {
    const visitor = openVisitor(http);
    await visitor.get('/console/login');
    const statuses: number[] = [];
    for (let asked = 0; asked < 31; asked += 1) {
      statuses.push((await visitor.post('/console/login/link', { email: anAddress() })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const last = await visitor.post('/console/login/link', { email: anAddress() });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.text).toContain('Too many attempts');
  });
});
