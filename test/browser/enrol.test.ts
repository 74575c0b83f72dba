import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/app/api-keys.ts';
import { has } from '../helpers/requirements.ts';
import { cadences } from '../integration/console/desk.ts';
import { openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { findings, tooWide } from './findings.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('enrol');
let http: TestHttp;
let browser: Browser;
let key: string;

/** A browser in which a rep stands on the page. */
async function openPage(options: NonNullable<Parameters<Browser['newContext']>[0]>) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${http.url}/console/login?next=/console/enrol`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Enrol a list' }).waitFor();
  return { context, page };
}

/** As Excel saves a list in Norway: semicolons, and the code page of Windows. */
const list = Buffer.from(
  'Epost;Fornavn;Etternavn;Firma;Notat\r\nase@fjellvann.example;Åse;Mæhlum;Fjellvann AS;ring\r\nnobody;Ola;Vestby;Vestbuss AS;\r\nbjorn@mellanfrakt.example;Björn;Åström;Mellanfrakt AB;\r\n',
  'latin1',
);

describe.skipIf(!has('chromium'))('enrolling as a person does it', () => {
  beforeAll(async () => {
    http = await openHttp({ cadences });
    key = (await createApiKey(http.system.app, 'Kari Nilsen', 'rep')).key;
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each([
    ['desk', 1280, 'light'],
    ['phone', 390, 'dark'],
  ] as const)(
    'on a %s of %i pixels, %s: a file is checked, enrolled and undone',
    async (name, width, colorScheme) => {
      const { context, page } = await openPage({ viewport: { width, height: 850 }, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      const shoot = async (at: string) => {
        expect(await findings(page), at).toEqual([]);
        expect(await page.evaluate(tooWide), at).toEqual([]);
        await page.screenshot({ path: join(output, `${at}-${name}.png`), fullPage: true });
      };
      await page
        .locator('#list-form input[type=file]')
        .setInputFiles({ name: 'messe.csv', mimeType: 'text/csv', buffer: list });
      await page.getByText('Choose a cadence to see').waitFor();
      await page.locator('#cadence').selectOption('smoke');
      await page.getByText('Åse Mæhlum').waitFor();
      await page.getByText('Not an e-mail address', { exact: true }).waitFor();
      const answered = page.waitForResponse('**/console/enrol/check');
      await page.getByLabel('Notat').selectOption('left-out');
      await answered;
      await page.locator('#check:not(.htmx-request)').waitFor();
      expect(await page.getByLabel('Notat').inputValue()).toBe('left-out');
      await shoot('enrol-checked');
      // When each begins is what one looks for: it stands within the width of a phone.
      const time = await page.getByRole('columnheader', { name: 'First touch' }).boundingBox();
      expect((time?.x ?? width) + (time?.width ?? width)).toBeLessThanOrEqual(width);
      const line = await page.getByRole('columnheader', { name: 'Line' }).boundingBox();
      expect(line?.width).toBeLessThan(80);
      await page.getByRole('button', { name: 'Enrol 2' }).click();
      await page.getByText('Finished').waitFor();
      await page.getByRole('link', { name: 'Björn Åström' }).waitFor();
      await shoot('import');
      await page.getByRole('button', { name: 'Undo the whole import' }).click();
      await page.getByRole('status').getByText('2 enrolments were taken back.').waitFor();
      await shoot('import-undone');
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test('without JavaScript a pasted list is checked and enrolled', async () => {
    const { context, page } = await openPage({ javaScriptEnabled: false });
    await page.locator('#cadence').selectOption('smoke');
    await page.getByLabel('People').fill('Kari Løvås <kari@nordmat.example>; ola@vestbuss.example');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Read as a list of addresses.').waitFor();
    await page.getByRole('button', { name: 'Enrol 2' }).click();
    await page.getByRole('heading', { level: 1, name: 'Import into smoke' }).waitFor();
    await page.reload();
    await page.getByText('ola@vestbuss.example').waitFor();
    await context.close();
  });
});
