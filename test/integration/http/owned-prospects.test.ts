import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { waitFor } from '../../helpers/wait.ts';
import { cadences } from '../console/desk.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const [kari, ola] = ['kari@firm.no', 'ola@firm.no'];

let http: TestHttp;
let keys: Readonly<Record<'kari' | 'ola', string>>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  const made = async (email: string) =>
    (await createApiKey(http.system.app, email, 'rep', { email })).key;
  keys = { kari: await made(kari), ola: await made(ola) };
});
afterAll(() => http?.close());

const mark = () => randomUUID().slice(0, 8);
const someone = () => `p-${mark()}@c-${mark()}.example`;
const save = (key: string, body: object) => http.call('POST', '/v1/prospects', { key, body });
const enrol = (key: string, prospect: object) =>
  http.call('POST', '/v1/enrolments', { key, body: { cadence: 'calls', prospect } });
const enrolList = (key: string, rows: readonly object[]) =>
  http.call('POST', '/v1/enrolments/bulk?cadence=calls&dryRun=true', {
    ...{ key, body: rows.map((row) => JSON.stringify(row)).join('\n') },
    headers: { 'content-type': 'application/x-ndjson' },
  });
const othersOwner = { status: 409, body: { error: { code: 'other_owner' } } };

async function knownAt(email: string) {
  const { rows } = await http.system.app.db.query<object>(
    `select p.owner, p.first_name as "firstName", (select array_agg(x.external_id) from prospect_external_ids x
                                                    where x.prospect_id = p.id) as ids
       from prospects p where p.address = $1`,
    [email],
  );
  return rows[0] ?? null;
}

describe('the id that a person has in the CRM', () => {
  test.each<[string, (prospect: object) => Promise<unknown>]>([
    ['saved', (prospect) => save(keys.ola, prospect)],
    ['enrolled', (prospect) => enrol(keys.ola, prospect)],
  ])("is not taken from a colleague's by one who is %s", async (_, write) => {
    const [theirs, own, id] = [someone(), someone(), mark()];
    await save(keys.kari, { email: theirs, owner: kari, externalIds: { hubspot: id } });
    const taken = await write({ email: own, externalIds: { salesforce: id, hubspot: id } });
    expect(taken).toMatchObject(othersOwner);
    expect(taken).toMatchObject({
      ...{ body: { error: { message: expect.stringContaining(`the id ${id} of hubspot`) } } },
    });
    expect([await knownAt(theirs), await knownAt(own)]).toMatchObject([{ ids: [id] }, null]);
  });

  test('is refused by its row in a list', async () => {
    const [theirs, own, other, id] = [someone(), someone(), someone(), mark()];
    await save(keys.kari, { email: theirs, owner: kari, externalIds: { hubspot: id } });
    const { body } = await enrolList(keys.ola, [
      { email: other, externalIds: { hubspot: mark() } },
      { email: own, externalIds: { hubspot: id } },
    ]);
    expect(body).toMatchObject({
      accepted: [{ email: other }],
      refusals: [{ email: own, code: 'other_owner' }],
    });
  });

  test('goes over from one who is seen, and stays with whom it is told of again', async () => {
    const [one, two, id] = [someone(), someone(), mark()];
    const externalIds = { hubspot: id };
    await save(keys.ola, { email: one, owner: ola, externalIds });
    expect((await save(keys.ola, { email: two, externalIds })).status).toBe(201);
    expect((await save(keys.ola, { email: two, externalIds })).status).toBe(200);
    expect([await knownAt(one), await knownAt(two)]).toMatchObject([{ ids: null }, { ids: [id] }]);
  });
});

describe('a prospect whose owner is somebody else, seen by an enrolment that nobody owns', () => {
  async function karis() {
    const email = someone();
    await http.call('POST', '/v1/enrolments', {
      ...{ as: 'crm', body: { cadence: 'calls', prospect: { email } } },
    });
    await http.call('POST', '/v1/prospects', { as: 'crm', body: { email, owner: kari } });
    return email;
  }

  test.each([ola, null, ''])('is not given to %j', async (owner) => {
    const email = await karis();
    expect(await save(keys.ola, { email, owner })).toMatchObject(othersOwner);
    expect(await knownAt(email)).toMatchObject({ owner: kari });
  });

  test('is told more of, and is given on by its owner', async () => {
    const email = await karis();
    expect((await save(keys.ola, { email, firstName: 'Per' })).status).toBe(200);
    expect(await knownAt(email)).toMatchObject({ owner: kari, firstName: 'Per' });
    expect((await save(keys.kari, { email, owner: null })).status).toBe(200);
    expect(await knownAt(email)).toMatchObject({ owner: null });
  });
});

describe('what a colleague writes at the same moment', () => {
  /** Does the work while the transaction of a colleague, who has just written the prospect, is open. */
  async function meanwhile<T>(input: { email: string; id: string }, work: () => Promise<T>) {
    const { db } = http.system.app;
    const gate: { open?: () => void } = {};
    const held = db.transaction(async (tx) => {
      await tx.query(
        `with p as (insert into prospects (id, email, address, owner, created_at, updated_at)
                    values ($1, $2, $2, $3, now(), now()) returning id)
         insert into prospect_external_ids (source, external_id, prospect_id) select 'hubspot', $4, id from p`,
        [randomUUID(), input.email, kari, input.id],
      );
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
    });
    await waitFor('what the colleague writes', () => gate.open);
    const done = work();
    await waitFor('one who waits for it', async () => {
      const { rowCount } = await db.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    gate.open?.();
    await held;
    return done;
  }

  test.each<[string, (prospect: object) => Promise<unknown>]>([
    ['saved', (prospect) => save(keys.ola, prospect)],
    ['enrolled', (prospect) => enrol(keys.ola, prospect)],
  ])('is not written over by one who is %s', async (_, write) => {
    const [email, id] = [someone(), mark()];
    const mine = { email, owner: ola, firstName: 'Per' };
    expect(await meanwhile({ email, id }, () => write(mine))).toMatchObject(othersOwner);
    expect(await knownAt(email)).toMatchObject({ owner: kari, firstName: null, ids: [id] });
  });

  test.each<[string, (prospect: object) => Promise<unknown>]>([
    ['saved', (prospect) => save(keys.ola, prospect)],
    ['enrolled', (prospect) => enrol(keys.ola, prospect)],
  ])('keeps its id in the CRM from one who is %s', async (_, write) => {
    const [email, own, id] = [someone(), someone(), mark()];
    const mine = { email: own, externalIds: { hubspot: id } };
    expect(await meanwhile({ email, id }, () => write(mine))).toMatchObject(othersOwner);
    expect([await knownAt(email), await knownAt(own)]).toMatchObject([{ ids: [id] }, null]);
  });
});
