/** A process that is killed while it starts those who waited: nobody is forgotten, started twice, or out of turn. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcile } from '../../src/app/reconcile.ts';
import { type CadenceProcess, environmentOf, startCadence } from '../helpers/cadence-process.ts';
import { publishEdited } from '../helpers/editing.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { enrolPeople, type Person, single, somePeople } from './people.ts';

const limited = (count: number) => ({
  'single.yaml': `${single}entry: { max_new_per_day: ${count} }\n`,
});
const [all, aDay] = [3_000, 2_200];

let smtp: TestSmtpServer;
let system: TestSystem;
let killed: CadenceProcess;
let people: Person[];
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({ cadences: limited(1), smtpUrl: smtp.url });
  people = [];
  for (let n = 0; n < 3; n += 1) {
    people.push(...(await enrolPeople(system.app, 'single', somePeople(all / 3))));
  }
  killed = await startCadence(['worker'], environmentOf(system.deps.config));
});
afterAll(async () => {
  await killed?.kill();
  await system?.close();
  await smtp?.close();
});

/** Who has started, by their place in the list. */
async function started(): Promise<number[]> {
  const { rows } = await system.app.db.query<{ id: string }>(
    `select id from enrolments where status <> 'pending'`,
    [],
  );
  const places = new Map(people.map(({ enrolmentId }, place) => [enrolmentId, place]));
  return rows.map(({ id }) => places.get(id) ?? -1).sort((a, b) => a - b);
}

test('those whose day it is start once each, in their order, whoever starts them', async () => {
  expect(await started()).toEqual([0]);
  await publishEdited(system, limited(aDay), 'pin');
  await waitFor('the first of them', async () => (await started()).length > 1);
  await killed.kill();
  await waitFor('all of today', async () => {
    await Promise.all([reconcile(system.app), reconcile(system.app)]);
    return (await started()).length >= aDay;
  });
  await reconcile(system.app);
  expect(await started()).toEqual(Array.from({ length: aDay }, (_, place) => place));
  const { rows } = await system.app.db.query(
    `select count(*)::int as people,
            count(*) filter (where (select count(*) from touches t where t.enrolment_id = e.id) = 1)::int as touched,
            count(*) filter (where (select count(*) from timeline l
                                     where l.enrolment_id = e.id and l.type = 'stage.entered') = 1)::int as told
       from enrolments e where status <> 'pending'`,
    [],
  );
  expect(rows).toEqual([{ people: aDay, touched: aDay, told: aDay }]);
});
