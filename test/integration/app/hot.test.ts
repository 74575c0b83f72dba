import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { movePending } from '../../../src/app/enrolments/move-pending.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { environmentOf, startCadence } from '../../helpers/cadence-process.ts';
import { cadenceOf, publishEdited } from '../../helpers/editing.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

/** Each step has a mail of its own, so that the log of the server tells which were sent. */
const cadence = (steps: readonly string[]) =>
  cadenceOf('hot', steps, `on: {}`).replaceAll(
    /id: (\w+), (.*?)template: smoke\/one/g,
    (_all, id, between) => `id: ${id}, ${between}template: hot/${id}`,
  );
const mail = (step: string) =>
  `---\nsubject: ${step}\n---\n<mjml><mj-body><mj-section><mj-column><mj-text>${step} {{unsubscribeUrl}} {{sender.postalAddress}}</mj-text></mj-column></mj-section></mj-body></mjml>\n`;
const first = cadence(['a', 'b+2 hours', 'c+2 hours']);

let smtp: TestSmtpServer;
let running: TestSystem;
let other: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  running = await openSystem({ smtpUrl: smtp.url });
  const database = { url: running.databaseUrl, drop: async () => undefined };
  other = await openSystem({ database });
  for (const system of [running, other]) {
    await mkdir(join(system.deps.config.TEMPLATES_DIR, 'hot'));
    for (const step of ['a', 'b', 'c', 'd']) {
      await writeFile(join(system.deps.config.TEMPLATES_DIR, 'hot', `${step}.mjml`), mail(step));
    }
  }
  await publishEdited(other, { 'hot.yaml': first }, 'pin');
  await running.work();
});
afterAll(async () => {
  await other?.close();
  await running?.close();
  await smtp?.close();
});

const mailsTo = (email: string) =>
  smtp.accepted.filter((one) => one.to === email).map(({ subject }) => subject);

test('a worker that runs uses what another process has published, and sends nothing twice after a move', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(running.app, 'hot', { prospect: { email } });
  await waitFor('the first mail', () => mailsTo(email).length === 1);
  // Steps in another order and at once: the first, sent already, comes last now.
  await publishEdited(other, { 'hot.yaml': cadence(['d', 'b', 'c', 'a']) }, 'move-now');
  await movePending(other.app);
  await waitFor('completed', async () => {
    const enrolment = await readEnrolment(running.app.db, enrolmentId);
    return enrolment?.state.status === 'completed';
  });
  expect(mailsTo(email)).toEqual(['a', 'b', 'c']);
  const late = somebody();
  await enrolOne(running.app, 'hot', { prospect: late });
  await waitFor('four mails of the new version', () => mailsTo(late.email).length === 4);
  expect(mailsTo(late.email)).toEqual(['d', 'b', 'c', 'a']);
});

test('up --watch publishes on save, and not while there is a mistake', async () => {
  const { config } = other.deps;
  const file = join(config.CADENCES_DIR, 'smoke.yaml');
  const text = await readFile(file, 'utf8');
  const up = await startCadence(
    ['up', '--port', '0', '--watch'],
    environmentOf({ ...config, SMTP_URL: smtp.url }),
  );
  try {
    await writeFile(file, text.replace('smoke/two', 'smoke/tow'));
    await waitFor('the mistake is shown', () => up.output().includes('not published: 1 errors'));
    expect(up.output()).toMatch(/smoke\.yaml:\d+:\d+ error unknown-template/);
    await writeFile(file, text.replace('after: 2s', 'after: 3s'));
    await waitFor('it is published', () => /^publication \d+: smoke version 2$/m.test(up.output()));
    await writeFile(join(config.TEMPLATES_DIR, 'smoke', 'one.mjml'), mail('Good day'));
    await waitFor('the template too', () =>
      /^publication \d+: .*smoke version 3/m.test(up.output()),
    );
    await writeFile(join(config.CADENCES_DIR, 'workspace.yaml'), 'company: { name: Fjord AS }\n');
    await waitFor('what needs a restart', () => up.output().includes('counts from the next start'));
  } finally {
    up.signal('SIGTERM');
    await up.ended();
  }
});
