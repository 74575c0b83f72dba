import { randomUUID } from 'node:crypto';
import { enrolOne } from '../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../src/app/events/receive-events.ts';
import { createMailReceiver, type IncomingMail } from '../../src/app/intake/receive-mail.ts';
import { readEnrolment } from '../../src/store/enrolments.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { type AcceptedMail, startSmtpServer } from './smtp.ts';
import { openSystem } from './system.ts';
import { waitFor } from './wait.ts';

/** A cadence whose first mail goes out at once, and whose second would be far away. */
export const talks = `
key: talks
title: Talks
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 30 days, email: { template: smoke/two, thread: reply } }
on:
  reply: { pause: true, task: { kind: reply } }
`;

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: default, smtp_env: SMTP_URL, from: "Ola <ola@fjord.example>" }]
`;

/** Somebody who was enrolled and has got the first mail. */
export interface Written {
  readonly email: string;
  readonly enrolmentId: string;
  readonly mail: AcceptedMail;
}

/** Header lines and a text as a message. */
export function letter(headers: Readonly<Record<string, string>>, text = 'Takk, ring meg.') {
  const all = {
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${randomUUID()}@client.example>`,
    To: 'Ola <ola@fjord.example>',
    Subject: 'Re: Hello there',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, '', text, ''].join('\r\n'));
}

/** A whole installation that sends by a server of its own and takes mails in. */
export async function openMail() {
  const smtp = await startSmtpServer();
  const system = await openSystem({
    smtpUrl: smtp.url,
    cadences: { 'talks.yaml': talks, 'workspace.yaml': workspace },
  });
  await system.work();
  const { app } = system;
  const receive = createMailReceiver(app, createEventReceiver(app));
  const state = async (enrolmentId: string) => (await readEnrolment(app.db, enrolmentId))?.state;
  return {
    app,
    smtp,
    /** Takes a mail in, by the source `inbox` unless another is named. */
    come: (raw: Uint8Array, way: Partial<IncomingMail> = {}) =>
      receive({
        source: 'inbox',
        receivedAt: app.clock.now(),
        authserv: ['mx.fjord.example'],
        ...way,
        raw,
      }),
    write: async (email = `p-${randomUUID()}@client-${randomUUID()}.example`): Promise<Written> => {
      const { enrolmentId } = await enrolOne(app, 'talks', { prospect: { email } });
      const mail = await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
      await waitFor('its end', async () => (await state(enrolmentId))?.cursor === 'two');
      return { email, enrolmentId, mail };
    },
    state,
    tasks: (enrolmentId: string) => listTasks(app.db, { enrolmentId, limit: 20 }),
    suppressed: async (address: string) => {
      const { rows } = await app.db.query('select from suppressions where value = $1', [address]);
      return rows.length > 0;
    },
    close: async () => {
      await system.close();
      await smtp.close();
    },
  };
}
