/** Somebody who has never seen the console, and goes by what its pages say: each step is found by its name on the page. */
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

const output = emptyOutput('new-user');
const sentADay = 4;

const cadences = {
  'workspace.yaml': `${workspace}
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: "Kari <kari@fjord.example>", timezone: Europe/Oslo, caps: { per_day: ${sentADay} } }]
`,
  'new-business.yaml': smoke
    .replace('key: smoke\ntitle: Smoke', 'key: new-business\ntitle: New business')
    .replace(
      'email: { template: smoke/one }',
      'email: { variants: [{ id: short, weight: 50, template: smoke/one }, { id: warm, weight: 50, template: smoke/two }] }',
    )
    .replace('after: 2s', 'after: 3 days')
    .replace(
      'reply: { pause: true }',
      'reply: { pause: true }, objection: { price: { pause: true, task: { kind: objection, title: "Meet the objection of {{prospect.company}}" } } }',
    )
    .concat(
      'tracks: { price: { stage: closing, steps: [{ id: price-answer, email: { template: smoke/one } }], then: resume } }\n',
    ),
};

/** What stands in the mails of the two variants. */
const wordsOf = { short: /^One/, warm: /^Two/ } as const;

/** What the pages say, in the languages of the two people. */
const says = {
  nb: {
    ...{ key: 'API-nøkkel', logIn: 'Logg inn', today: 'I dag', enrol: 'Legg inn' },
    ...{ file: 'Velg en CSV-fil', cadence: 'Kadens', enrolTwo: 'Legg inn 2', finished: 'Ferdig' },
    ...{ notAddress: 'er ikke en e-postadresse.', stands: 'Status' },
    waits: /venter på plass: postkassen kari har sendt 4 det siste døgnet/,
    ...{ outcome: 'Resultat', answered: 'Besvart', complete: /^Fullfør/, done: 'Fullført:' },
    ...{ reports: 'Rapporter', variants: 'Varianter', map: 'Prosesskart', print: /^Skriv ut/ },
    ...{ answer: 'Svaret ditt', early: 'For tidlig å si', beside: 'Les dem side om side' },
  },
  en: {
    ...{ key: 'API key', logIn: 'Log in', today: 'Today', enrol: 'Enrol' },
    ...{ file: 'Choose a CSV file', cadence: 'Cadence', enrolTwo: 'Enrol 2', finished: 'Finished' },
    ...{ notAddress: 'is not an e-mail address.', stands: 'Where it stands' },
    waits: /waits for room: the mailbox kari has sent 4 in the last 24 hours/,
    ...{ outcome: 'Outcome', answered: 'Answered', complete: /^Complete/, done: 'Done:' },
    ...{ reports: 'Reports', variants: 'Variants', map: 'Process map', print: /^Print/ },
    ...{ answer: 'Your answer', early: 'Too early to tell', beside: 'Read them side by side' },
  },
} as const;

let http: TestHttp;
let browser: Browser;

/** As many as the mailbox may send to today, and the words of one of them. */
async function fillYesterday(): Promise<void> {
  const emails = Array.from({ length: sentADay }, (_, n) => `p${n}@${randomUUID()}.example`);
  for (const email of emails) {
    const prospect = { email, firstName: 'Maeve', lastName: "D'Arcy", company: 'Lowland Linen' };
    const body = { cadence: 'new-business', prospect };
    expect((await http.call('POST', '/v1/enrolments', { as: 'admin', body })).status).toBe(201);
  }
  await waitFor('their mails', async () => {
    const { body } = await http.call('GET', '/v1/reports/variants', { as: 'ops' });
    const sent = JSON.stringify(body).match(/"sent":(\d+)/g) ?? [];
    return sent.reduce((sum, one) => sum + Number(one.slice(7)), 0) === sentADay;
  });
  for (const email of emails.slice(0, 2)) {
    const text = 'This is more than we can pay this year. What can you do about that?';
    const objection = { prospect: { email }, category: 'price', text };
    await http.webhook(eventOf('reply.objection', objection));
  }
}

describe.skipIf(!has('chromium'))('somebody new', () => {
  beforeAll(async () => {
    http = await openHttp({ cadences });
    await http.system.work();
    await fillYesterday();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each([
    ['nb', 1280],
    ['en', 390],
  ] as const)('in %s at %i pixels does the five tasks', async (language, width) => {
    const say = says[language];
    const context = await browser.newContext({
      viewport: { width, height: 850 },
      locale: language === 'nb' ? 'nb-NO' : 'en-GB',
    });
    const page = await context.newPage();
    const shoot = async (at: string) => {
      expect(await findings(page), at).toEqual([]);
      expect(await page.evaluate(tooWide), at).toEqual([]);
      await page.screenshot({ path: join(output, `${at}-${width}.png`), fullPage: true });
    };
    await logIn(page, say);
    const menu = page.getByRole('navigation').first();

    await menu.getByRole('link', { name: say.enrol, exact: true }).click();
    const list = `Epost;Fornavn;Etternavn;Firma\nase@${randomUUID()}.example;Åse;Mæhlum;Fjellvann AS\nnobody;Ola;;\nrhys@${randomUUID()}.example;Rhys;Morgan;Cambrian Dairy\n`;
    const file = { name: 'messe.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
    await page.getByLabel(say.file).setInputFiles(file);
    await page.getByRole('combobox', { name: say.cadence, exact: true }).selectOption({ index: 1 });
    await page.getByText(say.notAddress).waitFor();
    await shoot('enrol');
    await page.getByRole('button', { name: say.enrolTwo }).click();
    await page.getByText(say.finished).waitFor();
    await shoot('import');

    await page.getByRole('link', { name: 'Åse Mæhlum' }).click();
    await page.getByRole('heading', { name: say.stands }).waitFor();
    await waitFor('the reason', async () => {
      await page.reload();
      return (await page.getByText(say.waits).count()) > 0;
    });
    await shoot('waits');

    await menu.getByRole('link', { name: say.today, exact: true }).click();
    await page
      .getByRole('link', { name: /objection of Lowland/ })
      .first()
      .click();
    await page.getByRole('heading', { name: say.answer }).waitFor();
    await shoot('objection');
    await page.getByLabel(say.outcome).selectOption({ label: say.answered });
    await page.getByRole('button', { name: say.complete }).click();
    await page.getByText(say.done).waitFor();

    await menu.getByRole('link', { name: say.reports, exact: true }).click();
    await page.getByRole('link', { name: say.variants, exact: true }).click();
    await page.getByText(say.early, { exact: true }).waitFor();
    await shoot('variants');
    await page.getByRole('link', { name: say.beside }).click();
    for (const variant of ['short', 'warm'] as const) {
      const mail = page.frameLocator(`iframe[title="${variant}"]`);
      await mail.getByText(wordsOf[variant]).waitFor();
    }
    await shoot('variant-mails');
    await menu.getByRole('link', { name: say.reports, exact: true }).click();
    await page.getByRole('link', { name: say.map, exact: true }).click();
    await shoot('map');
    await page.getByRole('link', { name: say.print }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const paper = await page.pdf({
      path: join(output, `map-${width}.pdf`),
      preferCSSPageSize: true,
    });
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await context.close();
  });
});

async function logIn(page: Page, say: (typeof says)['nb' | 'en']): Promise<void> {
  const { key } = await createApiKey(http.system.app, 'Nora Berg', 'rep');
  await page.goto(`${http.url}/console`);
  await page.getByLabel(say.key).fill(key);
  await page.getByRole('button', { name: say.logIn }).click();
  await page.getByRole('heading', { level: 1, name: say.today }).waitFor();
  // Files are read once the scripts have run.
  await page.waitForLoadState('load');
}
