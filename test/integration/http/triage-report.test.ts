import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { triageText } from '../../../src/commands/report-triage.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp, workspace } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  // Nothing is sure enough: every reply goes to a person.
  const strict = `${workspace}replies: { threshold: 1 }\n`;
  http = await openHttp({ cadences: { 'workspace.yaml': strict, 'smoke.yaml': smoke } });
});
afterAll(() => http?.close());

const report = async () => (await http.call('GET', '/v1/reports/triage', { as: 'rep' })).body;

/** A reply, and what a person says that it means. */
async function decided(text: string, outcome: string, locale: string | undefined) {
  const prospect = { ...somebody(), ...(locale === undefined ? {} : { locale }) };
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  await http.webhook(eventOf('reply.received', { prospect, text }));
  const query = `enrolmentId=${id}&kind=triage`;
  const [task] = (await http.call('GET', `/v1/tasks?${query}`, { as: 'rep' })).body.items;
  await http.call('POST', `/v1/tasks/${task.id}/complete`, { as: 'rep', body: { outcome } });
  return { id: String(id), taskId: String(task.id) };
}

test('what people decide is measured against what we had read, without a word of theirs too many', async () => {
  expect(await report()).toMatchObject({ decisions: 0, agreement: { share: null } });
  const price = 'Far too expensive for us, says Ola from accounting.';
  await decided(price, 'price', 'en-GB');
  await decided(price, 'price', 'en');
  const { taskId } = await decided(price, 'need', 'nb');
  await decided('Hm, well.', 'positive', undefined);
  const again = { as: 'rep', body: { outcome: 'trust' } } as const;
  await http.call('POST', `/v1/tasks/${taskId}/complete`, again);

  const figures = await report();
  expect(figures).toMatchObject({
    ...{ decisions: 4, unread: 1, agreement: { agreed: 2, of: 3 } },
    byReader: [{ by: 'words', agreed: 2, of: 3 }],
    byLanguage: expect.arrayContaining([
      expect.objectContaining({ language: 'en', agreed: 2, of: 2 }),
      expect.objectContaining({ language: 'nb', agreed: 0, of: 1 }),
    ]),
    counts: [
      { read: 'price', decided: 'price', count: 2 },
      { read: 'price', decided: 'need', count: 1 },
      { read: 'unclear', decided: 'positive', count: 1 },
    ],
    misleading: [{ words: 'too expensive', read: 'price', decided: 'need', count: 1 }],
  });
  expect(JSON.stringify(figures)).not.toMatch(/Ola|accounting/);
  const text = triageText(figures);
  expect(text).toContain('Our guess was right: 2 of 3, 67 % (21–94 %)');
  expect(text).toMatch(/too expensive +price +need +1/);
});

test('the counter says the same', async () => {
  const { values } = await http.system.app.metrics.triageDecisions.get();
  const counted = values.map(({ labels, value }) => [labels.agreed, value]);
  expect(Object.fromEntries(counted)).toEqual({ yes: 2, no: 1, unread: 1 });
});

test('what was left out, and who was erased, does not count', async () => {
  const { id } = await decided('Far too expensive.', 'price', 'en');
  expect((await report()).decisions).toBe(5);
  const prospectId = (await readEnrolment(http.system.app.db, id))?.prospectId ?? '';
  await eraseProspect(http.system.app, prospectId);
  expect((await report()).decisions).toBe(4);
});
