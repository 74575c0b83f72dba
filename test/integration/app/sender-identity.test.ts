/** Commercial mail says who sends it and where they can be found: held without, where the policy asks for it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { editDraft, showDraft } from '../../../src/app/sending/mail-draft.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const cadence = (key: string, pool: string, template: string, more = '', step = '') => `
key: ${key}
title: ${key}
sender: { pool: ${pool} }
${more}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/${template}${step} } }
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
      'followed.yaml': cadence(
        'followed',
        'kari',
        'one',
        'tracking: { clicks: true, opens: true }',
      ),
      'asked.yaml': cadence('asked', 'kari', 'one', '', ', approve: true'),
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
  ['the same, with links that are followed', () => asking, 'followed'],
  ['no policy, a template without the address', () => silent, 'hidden'],
  ['no policy, a mailbox without a name', () => silent, 'nameless'],
])('%s: the mail goes out', async (_what, system, key) => {
  const { email } = await enrolled(system(), key);
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
});

async function asked(enrolmentId: string) {
  return waitFor('the task', async () => {
    const filter = { enrolmentId, status: 'open', kind: 'approval', limit: 10 };
    return (await listTasks(asking.app.db, filter))[0];
  });
}
const approve = (id: string) =>
  closeTask(asking.app, id, { do: 'approve', outcome: null, note: null }, 'rep');

test('a mail that a person has let go shows it too, and goes out', async () => {
  const { email, enrolmentId } = await enrolled(asking, 'asked');
  await approve((await asked(enrolmentId)).id);
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
});

test('nobody can write the address out of it; one that came by otherwise is asked about again', async () => {
  const { email, enrolmentId } = await enrolled(asking, 'asked');
  const { id } = await asked(enrolmentId);
  const { html, text, unsubscribeUrl } = await showDraft(asking.app, id);
  const bare = {
    html: html.replace('Sjøgata', 'Nowhere'),
    text: text.replace('Sjøgata', 'Nowhere'),
  };
  expect(bare.html).toContain(unsubscribeUrl);
  const refused = { code: 'missing_sender_identity' };
  await expect(editDraft(asking.app, id, bare, 'rep')).rejects.toMatchObject(refused);
  // As if the company had moved while the mail waited.
  await asking.app.db.query(`update mail_drafts set html = $2, text = $3 where touch_id = $1`, [
    (await asked(enrolmentId)).touchId,
    bare.html,
    bare.text,
  ]);
  await approve(id);
  const held = async () => {
    const found = await readEnrolment(asking.app.db, enrolmentId);
    return found?.state.pauseReason === 'missing_sender_identity';
  };
  await waitFor('the hold', held);
  await changeEnrolment(asking.app, enrolmentId, { do: 'resume' }, 'rep');
  const again = await asked(enrolmentId);
  expect(again.id).not.toBe(id);
  await editDraft(asking.app, again.id, { html, text }, 'rep');
  await approve(again.id);
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
});
