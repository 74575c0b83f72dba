import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/app/api-keys.ts';
import { readOutbox } from '../../src/email/outbox.ts';
import { has } from '../helpers/requirements.ts';
import { waitFor } from '../helpers/wait.ts';
import { openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { findings, tooWide } from './findings.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('login-link');

describe.skipIf(!has('chromium'))('logging in by a link', () => {
  let http: TestHttp;
  let browser: Browser;
  beforeAll(async () => {
    http = await openHttp();
    await http.system.work();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  test.each([
    ['desk', 1280, 'light', 'en-GB'],
    ['phone', 390, 'dark', 'nb-NO'],
  ] as const)(
    'on a %s of %i pixels, %s, %s: asked for, read in the mail, chosen, and used up',
    async (name, width, colorScheme, locale) => {
      const email = `kari@${name}.example`;
      await createApiKey(http.system.app, 'Kari Nilsen', 'rep', { email });
      await createApiKey(http.system.app, 'Kari, who administers', 'admin', { email });
      const viewport = { width, height: 850 };
      const context = await browser.newContext({ viewport, colorScheme, locale });
      const page = await context.newPage();
      const seen = async (what: string) => {
        expect(await page.evaluate(tooWide), what).toEqual([]);
        expect(await findings(page), what).toEqual([]);
        const file = join(output, `${what}-${name}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      };
      await page.goto(`${http.url}/console/login`);
      await seen('login');
      await page.locator('#email').fill(email);
      await page.locator('#email').press('Enter');
      await page.waitForURL('**/console/login/asked');
      await seen('asked');
      const mail = await waitFor('the mail', async () => {
        const mails = await readOutbox(http.system.deps.outboxDir);
        return mails.find((one) => one.mail.to?.[0]?.address === email)?.mail;
      });
      const [, path = ''] =
        /https:\/\/mail\.example(\/console\/l\/\S+)/.exec(mail.text ?? '') ?? [];
      const letter = await context.newPage();
      await letter.setContent(mail.html ?? '');
      await letter.screenshot({ path: join(output, `mail-${name}-${colorScheme}.png`) });
      await letter.close();
      await page.goto(`${http.url}${path}`);
      await seen('link');
      await page.getByRole('button', { name: /Kari, who administers/ }).click();
      await page.waitForURL('**/console/today');
      await page.goto(`${http.url}/console/admin/keys`);
      await page
        .locator('details summary')
        .filter({ hasText: /Change|Endre/ })
        .first()
        .click();
      await seen('keys');
      await page.goto(`${http.url}${path}`);
      await seen('gone');
      await context.close();
    },
  );
});
