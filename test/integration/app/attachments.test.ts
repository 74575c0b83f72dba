/** Files that mails carry: part of the version, whatever becomes of them in the folder, and whole on the wire. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { readLibrary } from '../../../src/app/library/library.ts';
import { publishLibrary } from '../../../src/app/library/publish.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { type FileServer, serveFiles } from '../../helpers/http-files.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem, writeFiles } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const pair = dkimPair();
const workspace = () => `
mailboxes:
  - key: default
    smtp_env: SMTP
    from: kari@fjord.example
    dkim: { domain: fjord.example, selector: s2026, key_env: DKIM_KEY }
attachments: { allow: [${files.url}] }
`;
const cadence = `
key: sale
title: Sale
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - id: proposal
    stage: closing
    email: { template: closing/proposal, attachments: [{ file: proposals/offer.pdf, name: Tilbud på flåten }] }
`;
const template = `---
subject: Our proposal
---
<mjml><mj-body><mj-section><mj-column>
<mj-image src="cid:logo.png" alt="Fjord" />
<mj-text>The proposal {{unsubscribeUrl}} {{sender.postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>
`;

/** A mail whose file is there, one whose server is busy, and one whose file will never be. */
const linked = (key: string, names: readonly string[]) => `
key: ${key}
title: Linked
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
${names.map((name) => `  - { id: ${name}, stage: closing, email: { template: closing/proposal, attachments: [{ url: "${files.url}${name}.pdf" }] } }`).join('\n')}
`;

let files: FileServer;
let smtp: TestSmtpServer;
let system: TestSystem;

beforeAll(async () => {
  smtp = await startSmtpServer();
  files = await serveFiles(({ url }, response) => {
    const status = url === '/gone.pdf' ? 404 : url === '/busy.pdf' ? 503 : 200;
    response.writeHead(status).end(`%PDF-1.7 ${url}`);
  });
  system = await openSystem({
    cadences: {
      'sale.yaml': cadence,
      'workspace.yaml': workspace(),
      'linked.yaml': linked('linked', ['there', 'busy']),
      'lost.yaml': linked('lost', ['gone']),
    },
    templates: {
      'closing/proposal.mjml': template,
      'proposals/offer.pdf': '%PDF-1.7 the first offer',
      '_assets/logo.png': 'PNG, as far as we look at it',
    },
    secrets: { SMTP: smtp.url, DKIM_KEY: pair.pem },
  });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
  await files?.close();
});

let working: ReturnType<TestSystem['work']> | undefined;
const work = () => {
  working ??= system.work();
  return working;
};
const folder = () => system.deps.config.TEMPLATES_DIR;
const published = async () => {
  const library = await readLibrary(system.deps.config.CADENCES_DIR, folder());
  return (await publishLibrary(system.app, library, 'sale'))[0];
};
const textOf = (content: string | ArrayBuffer | Uint8Array | undefined) =>
  typeof content === 'string' ? content : Buffer.from(new Uint8Array(content ?? [])).toString();

test('a mail carries what was published, also when the files are others by then', async () => {
  const early = somebody();
  await enrolOne(system.app, 'sale', { prospect: early });
  await writeFiles(folder(), { 'proposals/offer.pdf': '%PDF-1.7 the second offer' });
  expect(await published()).toMatchObject({ number: 2, changed: true });
  expect(await published()).toMatchObject({ number: 2, changed: false });
  await rm(join(folder(), 'proposals/offer.pdf'));
  const late = somebody();
  await enrolOne(system.app, 'sale', { prospect: late });
  await work();
  for (const [{ email }, offer] of [
    [early, '%PDF-1.7 the first offer'],
    [late, '%PDF-1.7 the second offer'],
  ] as const) {
    const { raw } = await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
    const mail = await PostalMime.parse(raw);
    const [image, file] = mail.attachments;
    expect(mail.attachments).toHaveLength(2);
    expect([file?.filename, file?.mimeType]).toEqual(['Tilbud på flåten.pdf', 'application/pdf']);
    expect(textOf(file?.content)).toBe(offer);
    expect(textOf(image?.content)).toBe('PNG, as far as we look at it');
    expect(mail.html).toContain(`src="cid:${image?.contentId?.slice(1, -1)}"`);
    expect(mail.text).not.toContain('cid:');
    const [signature] = await readSignatures(raw, {
      's2026._domainkey.fjord.example': pair.record,
    });
    expect(signature?.result).toBe('pass');
  }
});

test('a file that is gone from the database holds the mail with a task, until it is published again', async () => {
  await writeFiles(folder(), { 'proposals/offer.pdf': '%PDF-1.7 the third offer' });
  await work();
  await published();
  // As after a restore from half of a backup: no process has read it yet.
  await system.app.db.query(
    `delete from asset_versions where convert_from(content, 'utf8') like '%third%'`,
  );
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'sale', { prospect: { email } });
  const paused = await waitFor('a pause', async () => {
    const found = await readEnrolment(system.app.db, enrolmentId);
    return found?.state.status === 'paused' && found;
  });
  expect(paused.state.pauseReason).toBe('attachment_unavailable');
  const tasks = await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 10 });
  expect(tasks.map(({ kind, title }) => [kind, title.includes('proposals/offer.pdf')])).toEqual([
    ['blocked-mail', true],
  ]);
  await published();
  await changeEnrolment(system.app, enrolmentId, { do: 'resume' }, 'kari');
  const sent = await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
  expect(textOf((await PostalMime.parse(sent.raw)).attachments[1]?.content)).toContain('third');
});

test('a file of an allowed address goes with the mail, and one whose server is busy is tried again', async () => {
  await work();
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'linked', { prospect: { email } });
  const first = await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
  const { attachments } = await PostalMime.parse(first.raw);
  expect(attachments.map(({ filename, content }) => [filename, textOf(content)])).toContainEqual([
    'there.pdf',
    '%PDF-1.7 /there.pdf',
  ]);
  // It may be on the queue for its next try by the time that we look.
  const busy = await waitFor('another try', async () => {
    const touches = await readTouches(system.app.db, enrolmentId);
    return touches.find(({ smtpResponse }) => smtpResponse?.includes('/busy.pdf answers 503'));
  });
  expect(busy.status).toMatch(/^(deferred|queued)$/);
  expect(busy.dueAt?.getTime()).toBeGreaterThan(busy.plannedAt.getTime());
  expect(smtp.accepted.filter(({ to }) => to === email)).toHaveLength(1);
});

test('a file that its server does not have holds the mail with a task', async () => {
  await work();
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'lost', { prospect: { email } });
  const paused = await waitFor('a pause', async () => {
    const found = await readEnrolment(system.app.db, enrolmentId);
    return found?.state.status === 'paused' && found;
  });
  expect(paused.state.pauseReason).toBe('attachment_unavailable');
  const [task] = await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 10 });
  expect(task?.title).toContain(`${files.url}gone.pdf answers 404. Correct that, then resume.`);
  expect(smtp.accepted.filter(({ to }) => to === email)).toEqual([]);
});
