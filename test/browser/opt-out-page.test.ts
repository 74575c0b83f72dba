import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailScopes } from '../../src/domain/mail-choice.ts';
import { type OptOutView, optOutHeaders, optOutPage } from '../../src/http/opt-out-page.ts';
import { freePort } from '../helpers/free-port.ts';
import { has } from '../helpers/requirements.ts';
import { openChromium } from './open-chromium.ts';

const lowestContrast = readFileSync(join(import.meta.dirname, 'lowest-contrast.js'), 'utf8');

const standing = { is: 'standing', inFlight: true, undone: false, offered: mailScopes } as const;
const takeBack = '0198c0de-0000-7000-8000-000000000000';
const views: Readonly<Record<string, OptOutView>> = {
  ask: { ...standing, scope: null, until: null, takeBack: null },
  pause: { ...standing, scope: 'pause', until: new Date('2026-12-24T09:00:00Z'), takeBack },
  both: { ...standing, scope: 'cadence', until: new Date('2026-12-24T09:00:00Z'), takeBack },
  all: { ...standing, scope: 'all', until: null, takeBack: null, offered: [] },
  unknown: { is: 'unknown' },
};

describe.skipIf(!has('chromium'))('the page behind an opt-out link', () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    browser = await openChromium();
    server = createServer((request, response) => {
      const [, name = '', locale = ''] = request.url?.split('/') ?? [];
      response.writeHead(200, { ...optOutHeaders, 'content-type': 'text/html; charset=utf-8' });
      response.end(optOutPage(views[name] ?? { is: 'unknown' }, locale));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each([
    ['phone', 320, 'light'],
    ['phone', 320, 'dark'],
    ['desk', 1280, 'light'],
    ['desk', 1280, 'dark'],
  ] as const)(
    'on a %s of %i pixels, %s: everything is in view and can be read and reached',
    async (_name, width, colorScheme) => {
      const page = await browser.newPage({ viewport: { width, height: 700 }, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      for (const view of Object.keys(views)) {
        for (const locale of ['nb', 'en']) {
          await page.goto(`${url}/${view}/${locale}`);
          const wide = 'document.documentElement.scrollWidth - window.innerWidth';
          expect(Number(await page.evaluate(wide)), view).toBeLessThanOrEqual(0);
          expect(Number(await page.evaluate(lowestContrast)), view).toBeGreaterThanOrEqual(4.5);
          const heights = `[...document.querySelectorAll('button')].map((one) => one.offsetHeight)`;
          for (const height of await page.evaluate<number[]>(heights)) {
            expect(height).toBeGreaterThanOrEqual(44);
          }
          expect(await page.locator('h1').count()).toBe(1);
          expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        }
      }
      // Among them a policy that would keep the page's own style out.
      expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
      await page.close();
    },
  );
});
