import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/app/api-keys.ts';
import { has } from '../helpers/requirements.ts';
import { smoke } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp, workspace } from '../integration/http/open-http.ts';
import { findings, tooWide } from './findings.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('console');

const cadences = {
  'workspace.yaml': `${workspace}
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: "Kari <kari@fjord.example>", timezone: Europe/Oslo }]
`,
  'compared.yaml': smoke
    .replace('key: smoke\ntitle: Smoke', 'key: compared\ntitle: Compared')
    .replace(
      'email: { template: smoke/one }',
      'email: { variants: [{ id: short, weight: 50, template: smoke/one }, { id: warm, weight: 50, template: smoke/two }] }',
    ),
  'new-business.yaml': smoke
    .replace('key: smoke', 'key: new-business')
    .replace(
      '{ id: two, after: 2s, email: { template: smoke/two, thread: reply } }',
      '{ id: two, after: 3 hours, email: { template: smoke/two, thread: reply } }',
    )
    .replace(
      'reply: { pause: true }',
      'reply: { pause: true, task: { kind: reply, due_in: 4 hours, title: "Answer {{prospect.firstName}}" } }, objection: { price: { track: price }, default: { pause: true, task: { kind: objection, title: "Meet the objection of {{prospect.company}}" } } }',
    )
    .concat(
      'tracks: { price: { stage: closing, steps: [{ id: price-answer, email: { template: smoke/one } }], then: resume } }\n',
    ),
  'calls.yaml': `
key: calls
title: Calls
steps:
  - { id: call, stage: needs-assessment, task: { kind: call, title: "Ring {{prospect.firstName}} about the routes", due_in: 1 day } }
  - { id: proposal, stage: closing, after: 2s, email: { template: smoke/two, approve: true } }
`,
};
const people = [
  ['Kari', 'Løvås', 'Nordmat AS', 'Head of Logistics', 'new-business'],
  ['Björn', 'Åström', 'Mellanfrakt AB', 'CEO', 'new-business'],
  ['Maeve', "D'Arcy", 'Lowland Linen', 'Operations Manager', 'calls'],
  ['Rhys', 'Morgan', 'Cambrian Dairy', 'Buyer', 'calls'],
  ['Ingrid', 'Solheim', 'Vestfjord Sjømat', 'Supply Chain Lead', 'new-business'],
] as const;

let http: TestHttp;
let browser: Browser;
let key: string;
let adminKey: string;
/** Of somebody who has answered. */
let enrolment: string;
/** Of the same. */
let prospect: string;
let sentTouch: string;
let objectionTask: string;
let approvalTask: string;

async function enrol([firstName, lastName, company, title, cadence]: (typeof people)[number]) {
  const email = `${firstName}.${randomUUID().slice(0, 8)}@example.com`.toLowerCase();
  const prospect = { ...{ email, firstName, lastName, company, title }, phone: '+47 22 00 00 00' };
  const body = { cadence, prospect, owner: 'Kari Nilsen' };
  const answer = await http.call('POST', '/v1/enrolments', { as: 'admin', body });
  expect(answer.status, answer.text).toBe(201);
  return { id: String(answer.body.id), email };
}

async function taskOf(enrolmentId: string, kind: string): Promise<string> {
  return waitFor(`the task ${kind}`, async () => {
    const path = `/v1/tasks?enrolmentId=${enrolmentId}&status=open&kind=${kind}`;
    return (await http.call('GET', path, { as: 'rep' })).body.items[0]?.id;
  });
}

/** A reply, an objection, two calls, an approval, and a mail that goes out later today or tomorrow. */
async function fillDay(): Promise<void> {
  const [replier, objector, called, approver, later] = await Promise.all(people.map(enrol));
  if (!replier || !objector || !called || !approver || !later)
    throw new Error('people are missing');
  const text =
    'Thanks, this is timely. We lose about two hours a day on the northern routes.\n\nCould we talk on Tuesday after ten?';
  await http.webhook(eventOf('reply.received', { prospect: { email: replier.email }, text }));
  const objection = {
    prospect: { email: objector.email },
    category: 'trust',
    text: 'How do we know that it works?',
  };
  await http.webhook(eventOf('reply.objection', objection));
  const unclear = { prospect: { email: later.email }, text: 'Hm.' };
  await http.webhook(eventOf('reply.received', unclear));
  await http.webhook(eventOf('deal.won', { prospect: { email: 'kari@nowhere.example' } }));
  await http.webhook('{"type": ');
  await http.webhook({}, { sent: '{"forged": true}' });
  await taskOf(called.id, 'call');
  enrolment = replier.id;
  const call = await taskOf(approver.id, 'call');
  await http.call('POST', `/v1/tasks/${call}/complete`, {
    as: 'rep',
    body: { outcome: 'connected' },
  });
  approvalTask = await taskOf(approver.id, 'approval');
  objectionTask = await taskOf(objector.id, 'objection');
  const path = `/v1/enrolments/${replier.id}`;
  prospect = (await http.call('GET', path, { as: 'rep' })).body.prospectId;
  const { body } = await http.call('GET', `${path}/timeline`, { as: 'rep' });
  const sent = body.items.find(({ type }: { readonly type: string }) => type === 'touch.sent');
  sentTouch = /[0-9a-f-]{36}/.exec(sent?.data.messageId)?.[0] ?? '';
}

async function logIn(page: Page, as = key): Promise<void> {
  await page.goto(`${http.url}/console`);
  await page.getByLabel('API key').fill(as);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  // Keys are heard once the scripts have run.
  await page.waitForLoadState('load');
}

describe.skipIf(!has('chromium'))('the console as a person uses it', () => {
  beforeAll(async () => {
    http = await openHttp({ cadences });
    await http.system.work();
    key = (await createApiKey(http.system.app, 'Kari Nilsen', 'rep')).key;
    adminKey = (await createApiKey(http.system.app, 'Kari Nilsen', 'admin')).key;
    await fillDay();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each([
    ['desk', 1280, 'light'],
    ['desk', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone', 390, 'dark'],
  ] as const)(
    'on a %s of %i pixels, %s: every page can be read and reached',
    async (name, width, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height: 850 }, colorScheme });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(`${http.url}/console/login`);
      expect(await findings(page)).toEqual([]);
      await page.screenshot({ path: join(output, `login-${name}-${colorScheme}.png`) });
      await logIn(page, adminKey);
      for (const [at, path] of [
        ['today', '/console/today'],
        ['nothing', '/console/today?owner=nobody'],
        ['search', '/console/search?q=example'],
        ['enrolment', `/console/enrolments/${enrolment}`],
        ['mail', `/console/enrolments/${enrolment}?mail=${sentTouch}`],
        ['prospect', `/console/prospects/${prospect}`],
        ['objection', `/console/today?task=${objectionTask}`],
        ['approval', `/console/today?task=${approvalTask}`],
        ['enrol', '/console/enrol'],
        ['enrol-one', '/console/enrol/one'],
        ['imports', '/console/imports'],
        ['cadences', '/console/cadences'],
        ['cadence', '/console/cadences/new-business'],
        ['cadence-mail', '/console/cadences/new-business/mails/one'],
        ['cadence-file', '/console/cadences/new-business/file'],
        ['cadence-versions', '/console/cadences/new-business/versions'],
        ['triage', '/console/triage/replies'],
        ['triage-webhooks', '/console/triage/webhooks'],
        ['triage-unreadable', '/console/triage/webhooks?outcome=unreadable'],
        ['triage-hand-overs', '/console/triage/hand-overs'],
        ...['health', 'mailboxes', 'sources', 'suppressions', 'policy', 'keys', 'audit'].map(
          (part) => [`admin-${part}`, `/console/admin/${part}`] as const,
        ),
        ['funnel', '/console/reports'],
        ['persistence', '/console/reports/persistence'],
        ['map', '/console/reports/map?cadence=new-business'],
        ['map-print', '/console/reports/map/print?cadence=new-business'],
        ['objections', '/console/reports/objections'],
        ['variants', '/console/reports/variants'],
        ['variant-mails', '/console/reports/variants/mails?cadence=compared&step=one'],
        ['deliverability', '/console/reports/deliverability'],
        ['activity', '/console/reports/activity'],
        ['capacity', '/console/reports/capacity'],
        ['behind', '/console/reports/enrolments'],
        ['missing', '/console/missing'],
      ] as const) {
        await page.goto(`${http.url}${path}`);
        expect(await page.evaluate(tooWide), path).toEqual([]);
        expect(await findings(page), path).toEqual([]);
        expect(await page.locator('h1').count(), path).toBe(1);
        const file = join(output, `${at}-${name}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
      // Among them a policy that would keep something of ours out.
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
      await context.close();
    },
  );

  test('a rep goes through the day with keys alone, and ends a task', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 850 } });
    const page = await context.newPage();
    await logIn(page);
    const pane = page.locator('#task');
    await pane.getByText('Hm.', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await pane.getByRole('heading', { level: 2, name: 'Answer Kari' }).waitFor();
    await page.keyboard.press('j');
    await pane.getByRole('heading', { level: 2, name: /objection of Mellanfrakt/ }).waitFor();
    await page.keyboard.press('j');
    await pane.getByRole('heading', { level: 2, name: /Ring Maeve/ }).waitFor();
    expect(page.url()).toContain('task=');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Tuesday at ten; mind the question of price?');
    await page.keyboard.press('Escape');
    // The outcome is asked for, and chosen without a mouse.
    await page.keyboard.press('c');
    await pane.getByText('Choose with ↑ and ↓').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Done:').waitFor();
    expect(await page.getByRole('link', { name: /Ring Maeve/ }).count()).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('maeve lowl');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: /Maeve D'Arcy/ }).waitFor();
    const { body } = await http.call('GET', '/v1/tasks?status=done&kind=call', { as: 'rep' });
    expect(body.items).toContainEqual(
      expect.objectContaining({
        outcome: 'connected',
        note: expect.stringContaining('Tuesday at ten'),
      }),
    );
    await context.close();
  });

  test('without JavaScript the same is done, in Norwegian, in the other theme', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await logIn(page);
    await page.locator('summary').filter({ hasText: 'Kari Nilsen' }).click();
    await page.getByLabel('Language').selectOption('nb');
    await page.getByLabel('Theme').selectOption('dark');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('heading', { level: 1, name: 'I dag' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('link', { name: /objection of Mellanfrakt/ }).click();
    await page.getByRole('button', { name: 'Hopp over' }).click();
    await page.getByRole('status').getByText('Hoppet over:').waitFor();
    await context.close();
  });
});
