import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/app/api-keys.ts';
import { has } from '../helpers/requirements.ts';
import { cadences, filesOf } from '../integration/console/cadences.ts';
import { openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('cadences');

let http: TestHttp;
let browser: Browser;
let key: string;

async function logIn(page: Page): Promise<void> {
  await page.goto(`${http.url}/console`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'Cadences' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cadences' }).waitFor();
}

describe.skipIf(!has('chromium'))('cadences as marketing ops use them', () => {
  beforeAll(async () => {
    http = await openHttp({ cadences });
    key = (await createApiKey(http.system.app, 'Olga', 'ops')).key;
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each([true, false])(
    'paused and resumed, a mail looked at, a change published and taken back (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await logIn(page);
      await page.getByRole('link', { name: 'Smoke' }).click();
      await page.getByText('Pause this cadence').click();
      await page.getByLabel(/^Why\?/).fill('Out of date');
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('status').getByText('Paused.').waitFor();
      await page.getByRole('heading', { name: /Paused since .* by Olga/ }).waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByRole('status').getByText('Resumed.').waitFor();

      await page.getByRole('link', { name: 'one', exact: true }).click();
      const phone = page.frameLocator('iframe[title="On a phone"]');
      await phone.getByText('One https://').waitFor();
      // On a laptop no preview is cut at its side.
      const spare = await page
        .locator('figure.desktop')
        .evaluateAll((all) => all.map((one) => one.clientWidth - one.scrollWidth));
      expect(spare).toEqual([0, 0]);
      await page.screenshot({ path: join(output, 'cadence-mail-frames.png'), fullPage: true });

      const delay = javaScriptEnabled ? ['2s', '5s'] : ['2s', '6s'];
      await filesOf(http).edit('smoke.yaml', `after: ${delay[0]}`, `after: ${delay[1]}`);
      await page.getByRole('link', { name: 'Publish', exact: true }).click();
      await page.getByText('step two:').waitFor();
      await page.screenshot({ path: join(output, 'cadence-plan.png'), fullPage: true });
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('status').getByText('is published.').waitFor();
      await page.getByRole('status').getByRole('link', { name: 'Take it back' }).click();
      await page.getByText('→ 1 is current again').waitFor();
      await page.getByRole('button', { name: 'Take it back' }).click();
      await page.getByRole('status').getByText('Version 1 is current.').waitFor();
      const { body } = await http.call('GET', '/v1/cadences/smoke', { as: 'ops' });
      expect(body.number).toBe(1);
      await filesOf(http).edit('smoke.yaml', `after: ${delay[1]}`, `after: ${delay[0]}`);
      await context.close();
    },
  );
});
