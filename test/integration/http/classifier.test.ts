import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { smoke, somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp, workspace } from './open-http.ts';

const secret = `whsec_${Buffer.from('a secret of the classifier, 32 b').toString('base64')}`;
const variable = 'CADENCE_TEST_CLASSIFIER_SECRET';

/** What the classifier was asked, and how it answers. */
const asked: { readonly text: string; readonly ours: unknown }[] = [];
type Answering = (response: ServerResponse, url: string) => void;
const says = (body: unknown, status = 200): Answering => {
  return (response) => response.writeHead(status).end(JSON.stringify(body));
};
const positive = { meaning: 'positive', confidence: 0.9, because: 'they like it' };
let answers: Answering = says(positive);

const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  const body = (await buffer(request)).toString();
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
  const verified = new Webhook(secret).verify(body, headers);
  asked.push(JSON.parse(JSON.stringify(verified)).data);
  answers(response, request.url ?? '');
});

let http: TestHttp;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  process.env[variable] = secret;
  const classifier = `{ url: "http://127.0.0.1:${port}/judge", secret_env: ${variable}, timeout: 2s }`;
  http = await openHttp({
    cadences: {
      'workspace.yaml': `${workspace}replies: { classifier: ${classifier} }\n`,
      'smoke.yaml': smoke.replace(
        'on: {',
        'on: { objection: { procurement: { exit: objection } },',
      ),
    },
  });
});
afterEach(() => {
  asked.splice(0);
  answers = says(positive);
});
afterAll(async () => {
  await http?.close();
  await new Promise((resolve) => server.close(resolve));
  delete process.env[variable];
});

/** A reply by somebody who is enrolled; what its receipt says, and how they stand then. */
async function reply(text: string, query = '') {
  const prospect = somebody();
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  const event = eventOf('reply.received', { prospect, text });
  const answer = await http.webhook(event, { query });
  const enrolment = (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
  return { id, receipt: answer.body.receipts[0], enrolment };
}

const judged = async (outcome: string) => {
  const { values } = await http.system.app.metrics.classifier.get();
  return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
};

test('is asked what our own words do not decide, signed, and its word is taken', async () => {
  const before = await judged('answered');
  const { receipt, enrolment } = await reply('Hm, well.\n\n> Shall we talk?');
  expect(asked).toMatchObject([{ text: 'Hm, well.', ours: { meaning: 'unclear' } }]);
  expect(receipt.readAs).toMatchObject({
    ...{ type: 'reply.received', meaning: 'positive', sure: true, by: 'classifier' },
    because: 'they like it',
  });
  expect(enrolment).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  expect(await judged('answered')).toBe(before + 1);
});

test.each([
  [{ meaning: 'objection', category: 'procurement' }, 'exited', 'objection'],
  [{ meaning: 'opt-out' }, 'exited', 'opted_out'],
])('%j is applied', async (verdict, status, exitReason) => {
  answers = says({ ...verdict, confidence: 0.9, because: 'so it is' });
  expect((await reply('Hm, well.')).enrolment).toMatchObject({ status, exitReason });
});

test('below the threshold a person decides, with its reading at hand', async () => {
  answers = says({ ...positive, confidence: 0.5 });
  const { id, receipt } = await reply('Hm, well.');
  expect(receipt.readAs).toMatchObject({ meaning: 'positive', sure: false, by: 'classifier' });
  const tasks = await http.call('GET', `/v1/tasks?enrolmentId=${id}&kind=triage`, { as: 'rep' });
  expect(tasks.body.items).toMatchObject([{ data: { reading: { meaning: 'positive' } } }]);
});

test('is not asked what our words decide, least of all about an opt-out', async () => {
  expect((await reply('Please unsubscribe me.')).enrolment).toMatchObject({
    exitReason: 'opted_out',
  });
  expect((await reply('Far too expensive for us.')).receipt.readAs).toMatchObject({
    meaning: 'price',
  });
  expect(asked).toEqual([]);
});

test('is asked in a dry run, too', async () => {
  const { receipt, enrolment } = await reply('Hm, well.', '?dry_run=true');
  expect(receipt.readAs).toMatchObject({ by: 'classifier' });
  expect(enrolment.status).toBe('active');
});

test.each<[string, Answering, RegExp]>([
  ['answers nonsense', says({ meaning: 'stop everything' }), /its answer is wrong: meaning/],
  ['has an error', says({}, 500), /it answers 500/],
  ['sends us elsewhere', (to) => to.writeHead(302, { location: '/other' }).end(), /not heard/],
  ['says too much', (to) => to.end('a'.repeat(200_000)), /too much/],
  ['hangs', () => undefined, /no answer within 2000 ms/],
  ['begins and hangs', (to) => void to.writeHead(200).write('{'), /no answer within 2000 ms/],
])('one that %s is said in the receipt, and our words decide', async (_what, how, because) => {
  // A success in between, so that it is not left alone after three.
  await reply('Hm, well.');
  asked.splice(0);
  answers = how;
  const { receipt, enrolment } = await reply('Hm, well.');
  expect(receipt.readAs).toMatchObject({ meaning: 'unclear', sure: false });
  expect(receipt.readAs.because).toMatch(because);
  expect(enrolment).toMatchObject({ status: 'paused' });
  expect(asked).toHaveLength(1);
});

test('after three failures in a row it is left alone, and the answer costs nothing', async () => {
  await reply('Hm, well.');
  asked.splice(0);
  answers = says({}, 503);
  for (let time = 0; time < 3; time += 1) await reply('Hm, well.');
  expect(asked).toHaveLength(3);
  const skipped = await judged('skipped');
  const { receipt } = await reply('Hm, well.');
  expect(asked).toHaveLength(3);
  expect(receipt.readAs.because).toMatch(/left alone/);
  expect(await judged('skipped')).toBe(skipped + 1);
});
