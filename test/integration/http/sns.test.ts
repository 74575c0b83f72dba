import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { InvalidInput, Unavailable } from '../../../src/errors.ts';
import {
  certificateUrl,
  snsCertificate,
  snsMessage,
  subscribeUrl,
  topic,
} from '../../helpers/sns.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const workspace = `sources: [{ key: aws, scheme: ses, topics: ["${topic}"] }]\n`;

/** Every address that was asked, in place of Amazon. */
const asked: string[] = [];
let isAway = false;
async function callOut(url: string): Promise<string> {
  asked.push(url);
  if (url.includes('nothing')) throw new InvalidInput('refused_there', 'It answers 404.');
  if (isAway) throw new Unavailable('no_answer', 'Amazon is away.');
  return snsCertificate;
}

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({
    cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke },
    http: { callOut },
  });
});
afterAll(() => http?.close());
beforeEach(() => {
  isAway = false;
  asked.length = 0;
});

const post = (message: object) =>
  http.call('POST', '/webhooks/aws', {
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: JSON.stringify(message),
  });

async function enrolled() {
  const prospect = somebody();
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  return { id: String(id), email: prospect.email };
}

async function statusOf(id: string): Promise<string> {
  return (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body.status;
}

const bounce = (email: string, at = new Date()) => ({
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    timestamp: at.toISOString(),
    bouncedRecipients: [{ emailAddress: email, status: '5.1.1' }],
  },
});

/** First, since the certificate is kept once it is had. */
test('while the certificate cannot be had, SNS is asked to come back', async () => {
  const { id, email } = await enrolled();
  const message = snsMessage(bounce(email));
  isAway = true;
  expect(await post(message)).toMatchObject({
    status: 503,
    body: { error: { code: 'no_answer' } },
  });
  isAway = false;
  expect((await post(message)).status).toBe(202);
  expect(await statusOf(id)).toBe('exited');
});

test.each(['1', '2'] as const)(
  'signature version %s is taken, and a repetition is one',
  async (version) => {
    const { id, email } = await enrolled();
    const message = snsMessage(bounce(email), { version });
    expect((await post(message)).body.receipts).toMatchObject([
      { eventId: message.MessageId, outcome: 'applied', enrolmentId: id },
    ]);
    expect((await post(message)).body.receipts).toMatchObject([{ outcome: 'duplicate' }]);
    expect(await statusOf(id)).toBe('exited');
  },
);

test.each([
  ['forged', { forged: true }, 'bad_signature'],
  ['of another topic', { topic: `${topic}-of-others` }, 'topic_not_allowed'],
  ['two hours old', { at: new Date(Date.now() - 7_200_000) }, 'stale_timestamp'],
  ['of tomorrow', { at: new Date(Date.now() + 86_400_000) }, 'future_timestamp'],
  [
    'with a certificate from elsewhere',
    {
      certificateUrl:
        'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
    },
    'bad_signature',
  ],
  [
    'with a certificate that Amazon does not have',
    { certificateUrl: certificateUrl.replace('0123', 'nothing') },
    'bad_signature',
  ],
  [
    'with a certificate over http',
    { certificateUrl: certificateUrl.replace('https', 'http') },
    'bad_signature',
  ],
  [
    'with a certificate from a bucket',
    { certificateUrl: 'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem' },
    'bad_signature',
  ],
] as const)('%s: refused, and no strange address is asked', async (_what, options, code) => {
  const { id, email } = await enrolled();
  const answer = await post(snsMessage(bounce(email), options));
  expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
  expect(asked.filter((url) => !url.startsWith('https://sns.eu-west-1.amazonaws.com/'))).toEqual(
    [],
  );
  expect(await statusOf(id)).toBe('active');
});

test('a message changed after it was signed is refused', async () => {
  const { id, email } = await enrolled();
  const message = snsMessage(bounce('somebody@else.example'));
  const changed = { ...message, Message: JSON.stringify(bounce(email)) };
  expect(await post(changed)).toMatchObject({ status: 401 });
  expect(await statusOf(id)).toBe('active');
});

test('a subscription is confirmed for our topic alone, and at Amazon alone', async () => {
  const type = 'SubscriptionConfirmation';
  const confirmed = await post(snsMessage({}, { type }));
  expect(confirmed.status).toBe(202);
  expect(asked).toContain(subscribeUrl);
  asked.length = 0;
  expect((await post(snsMessage({}, { type, topic: `${topic}-of-others` }))).status).toBe(401);
  const elsewhere = 'https://internal.example/?Action=ConfirmSubscription';
  expect((await post(snsMessage({}, { type, subscribeUrl: elsewhere }))).status).toBe(202);
  expect((await post(snsMessage({}, { type: 'UnsubscribeConfirmation' }))).status).toBe(202);
  expect(asked).toEqual([]);
});
