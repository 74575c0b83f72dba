import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../helpers/requirements.ts';
import { openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('queues');

describe.skipIf(!has('chromium'))('the queues as an admin sees them', () => {
  let http: TestHttp;
  let browser: Browser;
  const touchId = randomUUID();
  beforeAll(async () => {
    http = await openHttp();
    await http.system.app.queue.add([
      { touchId, fence: 1, delayMs: 0 },
      { touchId: randomUUID(), fence: 1, delayMs: 3_600_000 },
    ]);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each(['light', 'dark'] as const)(
    'from the health of the installation to one job and back, %s, with nothing kept out by the policy',
    async (colorScheme) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 850 },
        colorScheme,
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      const foreign: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(http.url)) foreign.push(request.url());
      });
      await page.goto(`${http.url}/console/admin/health`);
      await page.getByLabel('API key').fill('the-key-of-the-environment');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('link', { name: 'Look at each job in the queues' }).click();
      await page.getByRole('link', { name: 'touches' }).nth(1).waitFor();
      await page.screenshot({ path: join(output, `queues-${colorScheme}.png`) });
      await page.goto(`${http.url}/queues/queue/touches?status=waiting`);
      await page.getByText(touchId).first().waitFor();
      await page.screenshot({ path: join(output, `queue-${colorScheme}.png`) });
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
      await page.locator('header button').last().click();
      await page.getByText('Back to the console').click();
      await page.getByRole('heading', { level: 1, name: 'Admin' }).waitFor();
      await context.close();
    },
  );
});
