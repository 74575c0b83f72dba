/** Commercial mail says who sends it and where they can be found: held without, where the policy asks for it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const cadence = (key: string, pool: string, template: string) => `
key: ${key}
title: ${key}
sender: { pool: ${pool} }
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/${template} } }
`;
const mailboxes = `
mailboxes:
  - { key: kari, smtp_env: SMTP, from: "Kari <kari@fjord.example>" }
  - { key: nameless, smtp_env: SMTP, from: kari@fjord.example }
pools: { kari: [kari], nameless: [nameless] }
`;
const company = 'company: { name: Fjord AS, postal_address: "Sjøgata 1 & 2, 0155 Oslo, Norway" }\n';
const policy = 'policy: { lawful_basis: required }\n';

let smtp: TestSmtpServer;
let asking: TestSystem;
let homeless: TestSystem;
let silent: TestSystem;

async function open(workspace: string): Promise<TestSystem> {
  const system = await openSystem({
    cadences: {
      'workspace.yaml': workspace + mailboxes,
      'shown.yaml': cadence('shown', 'kari', 'one'),
      'hidden.yaml': cadence('hidden', 'kari', 'bare'),
      'text.yaml': cadence('text', 'kari', 'half'),
      'nameless.yaml': cadence('nameless', 'nameless', 'one'),
    },
    templates: {
      'smoke/bare.mjml': mail('Bare', 'Hello').replace('{{sender.postalAddress}}', ''),
      'smoke/half.mjml': mail('Half', 'Hello'),
      'smoke/half.txt': 'Hello {{unsubscribeUrl}}\n',
    },
    secrets: { SMTP: smtp.url },
  });
  await system.work();
  return system;
}
beforeAll(async () => {
  smtp = await startSmtpServer();
  asking = await open(company + policy);
  homeless = await open(policy);
  silent = await open('');
});
afterAll(async () => {
  for (const system of [asking, homeless, silent]) await system?.close();
  await smtp?.close();
});

async function enrolled(system: TestSystem, key: string) {
  const { email } = somebody();
  const prospect = { email, country: 'US' };
  const { enrolmentId } = await enrolOne(system.app, key, { prospect });
  return { email, enrolmentId };
}

test.each<[string, () => TestSystem, string, string]>([
  ['a template without the address', () => asking, 'hidden', 'does not show the postal address'],
  ['a text part without it', () => asking, 'text', 'does not show the postal address'],
  ['a mailbox without a name', () => asking, 'nameless', 'the mailbox nameless has no name'],
  ['a workspace without one', () => homeless, 'shown', 'has no `company.postal_address`'],
])('%s: the mail is held, and the task says what to do', async (_what, system, key, words) => {
  const { email, enrolmentId } = await enrolled(system(), key);
  await waitFor('the hold', async () => {
    const found = await readEnrolment(system().app.db, enrolmentId);
    return found?.state.pauseReason === 'missing_sender_identity';
  });
  const tasks = await listTasks(system().app.db, { enrolmentId, status: 'open', limit: 10 });
  expect(tasks).toMatchObject([{ kind: 'blocked-mail', title: expect.stringContaining(words) }]);
  expect(smtp.accepted.filter(({ to }) => to === email)).toEqual([]);
});

test.each<[string, () => TestSystem, string]>([
  ['the address in each part', () => asking, 'shown'],
  ['no policy, a template without the address', () => silent, 'hidden'],
  ['no policy, a mailbox without a name', () => silent, 'nameless'],
])('%s: the mail goes out', async (_what, system, key) => {
  const { email } = await enrolled(system(), key);
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
});
