import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../../../src/app/reconcile.ts';
import type { Person, Provider } from '../../helpers/providers/provider.ts';
import { providers } from '../../helpers/providers.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { type Answer, openHttp, type TestHttp } from './open-http.ts';

const envOf = (key: string, which: string) => `${key}_${which}`.toUpperCase().replaceAll('-', '_');

const workspace = `sources:
${Object.entries(providers)
  .map(([key, { scheme, settings }]) => {
    const own = [
      `key: ${key}`,
      `scheme: ${scheme}`,
      `secret_env: ${envOf(key, 'now')}`,
      `previous_secret_env: ${envOf(key, 'before')}`,
    ];
    return `  - { ${[...own, ...(settings === undefined ? [] : [settings])].join(', ')} }`;
  })
  .join('\n')}
`;

const secrets = new Map(
  Object.entries(providers).flatMap(
    ([
      key,
      {
        secrets: { now, before },
      },
    ]) => [
      [envOf(key, 'now'), now],
      [envOf(key, 'before'), before],
    ],
  ),
);

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({
    cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke },
    http: { secretOf: (name) => secrets.get(name) },
  });
});
afterAll(() => http?.close());

let lastId = 4_000_000;

/** Somebody whom the CRM of the scheme knows, in a cadence. */
async function known({ scheme }: Provider, key: string): Promise<Person & { readonly id: string }> {
  lastId += 2;
  const ids = scheme === 'mapped' ? key : scheme;
  const person = { personId: String(lastId), dealId: String(lastId + 1) };
  const externalIds = { [ids]: person.personId, [`${ids}-deal`]: person.dealId };
  const prospect = somebody();
  await http.call('POST', '/v1/prospects', { as: 'crm', body: { ...prospect, externalIds } });
  const body = { cadence: 'smoke', prospect };
  const enrolled = await http.call('POST', '/v1/enrolments', { as: 'crm', body });
  return { ...person, email: prospect.email, id: String(enrolled.body.id) };
}

interface Posting {
  readonly secret?: string;
  readonly at?: Date;
  readonly type?: string;
  readonly query?: string;
}

/** A request that is signed once, to be sent any number of times. */
function signed([key, provider]: Case, body: string, posting: Posting = {}) {
  const { secret = provider.secrets.now, at = new Date(), type = provider.type } = posting;
  const path = `/webhooks/${key}${posting.query ?? ''}`;
  const url = `${http.system.app.publicUrl}${path}`;
  const own = provider.sign(body, { secret, at, url });
  const query =
    own.query === undefined ? '' : `${posting.query === undefined ? '?' : '&'}${own.query}`;
  const headers = { 'content-type': type, ...own.headers };
  return (changed: { readonly body?: string; readonly headers?: object } = {}): Promise<Answer> =>
    http.call('POST', `${path}${query}`, {
      headers: { ...headers, ...changed.headers },
      body: changed.body ?? own.body ?? body,
    });
}

type Case = readonly [key: string, provider: Provider];
const cases: readonly Case[] = Object.entries(providers);
const minutes = (n: number) => new Date(Date.now() + n * 60_000);

async function statusOf(id: string): Promise<string> {
  return (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body.status;
}

async function kept(key: string): Promise<readonly { outcome: string; occurred_at: Date }[]> {
  const { rows } = await http.system.app.db.query<{ outcome: string; occurred_at: Date }>(
    'select outcome, occurred_at from inbound_events where source = $1 order by received_at, id',
    [key],
  );
  return rows;
}

describe.each(cases)('%s', (key, provider) => {
  const one: Case = [key, provider];
  const isSoap = provider.scheme === 'salesforce';

  test('an event that is signed well ends the enrolment, at the time of the provider, once', async () => {
    const person = await known(provider, key);
    const at = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 30_000);
    const post = signed(one, provider.ending(person, at));
    const first = await post();
    expect(first.text).toContain(isSoap ? '<Ack>true</Ack>' : '"outcome":"applied"');
    expect(first.status).toBe(isSoap ? 200 : 202);
    expect(await statusOf(person.id)).toBe('exited');
    const again = await post();
    expect(again.status).toBe(first.status);
    if (!isSoap) expect(again.body.receipts).toMatchObject([{ outcome: 'duplicate' }]);
    const rows = await kept(key);
    expect(rows).toHaveLength(1);
    if (key !== 'mapped-header') expect(rows[0]?.occurred_at).toEqual(at);
  });

  test('the secret before is taken while it is being changed', async () => {
    const person = await known(provider, key);
    const body = provider.ending(person, new Date());
    expect((await signed(one, body, { secret: provider.secrets.before })()).status).toBeLessThan(
      300,
    );
    expect(await statusOf(person.id)).toBe('exited');
  });

  test('what means nothing to us is kept as ignored, and stops nobody', async () => {
    const person = await known(provider, key);
    const answer = await signed(one, provider.other(person, new Date()))();
    expect(answer.status).toBe(isSoap ? 200 : 202);
    if (!isSoap) {
      expect(answer.body.receipts).toMatchObject([{ outcome: 'ignored', reason: 'unknown_type' }]);
    }
    expect(await statusOf(person.id)).toBe('active');
    expect((await kept(key)).at(-1)?.outcome).toBe('ignored');
  });

  test('forged, changed, unsigned, mistyped or unreadable: refused, and nothing is kept', async () => {
    const person = await known(provider, key);
    const before = await kept(key);
    const ending = provider.ending(person, new Date());
    const forged = await signed(one, ending, { secret: provider.secrets.wrong })();
    expect(forged).toMatchObject({ status: 401, body: { error: { code: 'bad_signature' } } });
    const unsigned = await http.call('POST', `/webhooks/${key}`, {
      headers: { 'content-type': provider.type },
      body: isSoap ? '<a/>' : ending,
    });
    expect(unsigned).toMatchObject({ status: 401, body: { error: { code: 'missing_signature' } } });
    const mistyped = await signed(one, ending, { type: 'application/octet-stream' })();
    expect(mistyped).toMatchObject({
      status: 415,
      body: { error: { code: 'unsupported_media_type' } },
    });
    const unreadable = await signed(one, provider.unreadable ?? '{')();
    expect(unreadable).toMatchObject({ status: 400, body: { error: { code: 'unreadable' } } });
    const got = await http.call('GET', `/webhooks/${key}`);
    expect(got.status).toBe(404);
    expect(await kept(key)).toEqual(before);
    expect(await statusOf(person.id)).toBe('active');
  });

  test('a dry run says what would happen', async () => {
    const person = await known(provider, key);
    const post = signed(one, provider.ending(person, new Date()), { query: '?dry_run=true' });
    const dry = {
      status: 202,
      body: { receipts: [{ outcome: 'applied', enrolmentId: person.id }] },
    };
    expect(await post()).toMatchObject(dry);
    expect(await post()).toMatchObject(dry);
    expect(await statusOf(person.id)).toBe('active');
  });
});

test.each(cases.filter(([, { isTimed }]) => isTimed))(
  '%s, signed too long ago or ahead: refused',
  async (key, provider) => {
    const person = await known(provider, key);
    const ending = provider.ending(person, new Date());
    for (const [at, code] of [
      [minutes(-6), 'stale_timestamp'],
      [minutes(6), 'future_timestamp'],
    ] as const) {
      const answer = await signed([key, provider], ending, { at })();
      expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
    }
    expect(await statusOf(person.id)).toBe('active');
  },
);

test('a token of Mailgun is good for one body alone, whatever that says', async () => {
  const provider = providers.mailgun;
  if (provider === undefined) throw new Error('there is no mailgun');
  const [one, other] = [await known(provider, 'mailgun'), await known(provider, 'mailgun')];
  const own = provider.sign('{}', { secret: provider.secrets.now, at: new Date(), url: '' });
  const withSignature = (body: string) =>
    JSON.stringify({ ...JSON.parse(body), ...JSON.parse(own.body ?? '') });
  const post = (body: string) =>
    http.call('POST', '/webhooks/mailgun', {
      headers: { 'content-type': 'application/json' },
      body: withSignature(body),
    });
  expect((await post(provider.ending(one, new Date()))).status).toBe(202);
  expect(await post(provider.ending(other, new Date()))).toMatchObject({
    status: 401,
    body: { error: { code: 'used_token' } },
  });
  expect(await statusOf(other.id)).toBe('active');
  // Kept for as long as a signature may be young enough, and no longer.
  const { app } = http.system;
  const tokens = async () => (await app.db.query('select token from webhook_tokens')).rows.length;
  await reconcile(app);
  expect(await tokens()).toBeGreaterThan(0);
  await app.db.query("update webhook_tokens set used_at = used_at - interval '25 hours'");
  await reconcile(app);
  expect(await tokens()).toBe(0);
});

test('a body over the limit is 413; a source that brings mails takes more', async () => {
  const big = Buffer.alloc(1024 * 1024 + 1, 0x20);
  const post = (key: string) =>
    http.call('POST', `/webhooks/${key}`, {
      headers: { 'content-type': 'application/json' },
      body: big,
    });
  expect((await post('hubspot-v3')).status).toBe(413);
  expect((await post('postmark')).status).toBe(401);
});

test('an array of HubSpot is answered event by event', async () => {
  const provider = providers['hubspot-v3'];
  if (provider === undefined) throw new Error('there is no hubspot');
  const [won, other] = [await known(provider, 'hubspot-v3'), await known(provider, 'hubspot-v3')];
  const body = [provider.ending(won, new Date()), provider.other(other, new Date())].flatMap(
    (text) => JSON.parse(text),
  );
  const one: Case = ['hubspot-v3', provider];
  const answer = await signed(one, JSON.stringify(body))();
  expect(answer.body.receipts).toMatchObject([
    { outcome: 'applied', enrolmentId: won.id },
    { outcome: 'ignored' },
  ]);
  const tooMany = JSON.stringify(Array.from({ length: 101 }, () => body[1]));
  expect((await signed(one, tooMany)()).status).toBe(400);
});

test('a document type in a SOAP message is refused, and a session id is kept nowhere', async () => {
  const provider = providers.salesforce;
  if (provider === undefined) throw new Error('there is no salesforce');
  const one: Case = ['salesforce', provider];
  const person = await known(provider, 'salesforce');
  const ending = provider.ending(person, new Date());
  const bomb = ending.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>');
  expect((await signed(one, bomb)()).status).toBe(401);
  expect(
    (await signed(one, ending.replaceAll('00D5g00000LkW2bEAF', '00D000000000001EAA'))()).status,
  ).toBe(401);
  await signed(one, ending)();
  const { rows } = await http.system.app.db.query(
    "select 1 from inbound_events where event::text like '%AQcAQH0dMHZ%'",
  );
  expect(rows).toEqual([]);
});

test('random bytes get an answer below 500 from every source', async () => {
  for (const [key, { type }] of cases) {
    for (let round = 0; round < 5; round += 1) {
      const answer = await http.call('POST', `/webhooks/${key}`, {
        headers: { 'content-type': type, authorization: 'Basic !!!' },
        body: randomBytes(200),
      });
      expect(answer.status, key).toBeLessThan(500);
    }
  }
});
