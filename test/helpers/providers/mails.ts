import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { basic, hmac, id, json, keys, type Provider, seconds, texts, whsec } from './provider.ts';

const ecKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [ecNow, ecBefore, ecWrong] = [ecKeys(), ecKeys(), ecKeys()];
const spki = ({ publicKey }: ReturnType<typeof ecKeys>) =>
  publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const ecPairs = new Map([ecNow, ecBefore, ecWrong].map((pair) => [spki(pair), pair]));

const token = () => randomBytes(25).toString('hex');

export const mailProviders: Readonly<Record<string, Provider>> = {
  sendgrid: {
    scheme: 'sendgrid',
    type: 'application/json',
    secrets: { now: spki(ecNow), before: spki(ecBefore), wrong: spki(ecWrong) },
    ending: ({ email }, at) =>
      json([
        {
          email,
          event: 'bounce',
          type: 'bounce',
          status: '5.1.1',
          reason: '550 5.1.1 unknown user',
          sg_event_id: id(),
          timestamp: Number(seconds(at)),
        },
      ]),
    other: ({ email }, at) =>
      json([{ email, event: 'open', sg_event_id: id(), timestamp: Number(seconds(at)) }]),
    unreadable: '[]',
    isTimed: true,
    sign: (body, { secret, at }) => {
      const key = ecPairs.get(secret)?.privateKey;
      if (key === undefined) throw new Error('there is no such key');
      const signature = createSign('sha256')
        .update(`${seconds(at)}${body}`)
        .sign(key, 'base64');
      return {
        headers: {
          'x-twilio-email-event-webhook-signature': signature,
          'x-twilio-email-event-webhook-timestamp': seconds(at),
        },
      };
    },
  },
  mailgun: {
    scheme: 'mailgun',
    type: 'application/json',
    secrets: keys(),
    ending: ({ email }, at) =>
      json({
        'event-data': {
          id: id(),
          event: 'complained',
          recipient: email,
          timestamp: at.getTime() / 1_000,
        },
      }),
    other: ({ email }, at) =>
      json({
        'event-data': {
          id: id(),
          event: 'delivered',
          recipient: email,
          timestamp: at.getTime() / 1_000,
        },
      }),
    unreadable: '{"event-data": null}',
    isTimed: true,
    sign: (body, { secret, at }) => {
      const own = { timestamp: seconds(at), token: token() };
      const signature = hmac(secret, `${own.timestamp}${own.token}`).digest('hex');
      return { body: json({ ...JSON.parse(body), signature: { ...own, signature } }) };
    },
  },
  postmark: {
    scheme: 'postmark',
    type: 'application/json',
    secrets: texts,
    ending: ({ email }, at) =>
      json({
        RecordType: 'SpamComplaint',
        ID: Math.floor(Math.random() * 1e9),
        Type: 'SpamComplaint',
        Email: email,
        BouncedAt: at.toISOString(),
      }),
    other: ({ email }, at) =>
      json({ RecordType: 'Open', MessageID: id(), Recipient: email, ReceivedAt: at.toISOString() }),
    unreadable: '{}',
    isTimed: false,
    sign: (_, { secret }) => basic(secret),
  },
  resend: {
    scheme: 'resend',
    type: 'application/json',
    secrets: { now: whsec(), before: whsec(), wrong: whsec() },
    ending: ({ email }, at) =>
      json({
        type: 'email.bounced',
        created_at: at.toISOString(),
        data: { to: [email], bounce: { type: 'Permanent', subType: 'General', message: 'gone' } },
      }),
    other: ({ email }, at) =>
      json({ type: 'email.delivered', created_at: at.toISOString(), data: { to: [email] } }),
    unreadable: '{}',
    isTimed: true,
    sign: (body, { secret, at }) => {
      const own = `msg_${id()}`;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const signature = hmac(key, `${own}.${seconds(at)}.${body}`).digest('base64');
      return {
        headers: {
          'svix-id': own,
          'svix-timestamp': seconds(at),
          'svix-signature': `v1,${signature}`,
        },
      };
    },
  },
};
