import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLibrary } from '../../src/app/library/library.ts';
import { previewStep } from '../../src/app/library/preview-file.ts';
import { has } from '../helpers/requirements.ts';
import { openChromium } from './open-chromium.ts';
import { emptyOutput } from './output.ts';

const output = emptyOutput('mails');
const root = join(import.meta.dirname, '../..');
const lowestContrast = readFileSync(join(import.meta.dirname, 'lowest-contrast.js'), 'utf8');
const chromiumThere = has('chromium');

const prospect = {
  email: 'kari@example.no',
  domain: 'example.no',
  firstName: 'Kari',
  lastName: 'Løvaas',
  title: 'Transportsjef',
  phone: null,
  company: 'Nordmat Engros AS',
  country: 'NO',
  timezone: 'Europe/Oslo',
  attributes: {},
};

const views = [
  { name: 'desktop', width: 1024, colorScheme: 'light' },
  { name: 'phone', width: 375, colorScheme: 'light' },
  { name: 'dark', width: 375, colorScheme: 'dark' },
] as const;

describe.skipIf(!chromiumThere)('shipped mails in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  test.each(views)('$name: nothing runs over the edge, and the text can be read', async (view) => {
    const library = await readLibrary(join(root, 'cadences'), join(root, 'templates'));
    const page = await browser.newPage({
      viewport: { width: view.width, height: 800 },
      colorScheme: view.colorScheme,
      javaScriptEnabled: true,
    });
    const broken: string[] = [];
    page.on('request', (request) => {
      if (/^https?:/.test(request.url())) broken.push(`a mail asks for ${request.url()}`);
    });
    await page.route(/^https?:/, (route) => route.abort());
    const shown = new Set<string>();
    for (const { cadence } of library.cadences) {
      if (cadence === null) continue;
      const steps = [cadence.steps, ...Object.values(cadence.tracks).map((t) => t.steps)].flat();
      for (const step of steps) {
        if (step.kind !== 'email' || shown.has(step.email.template)) continue;
        shown.add(step.email.template);
        for (const locale of ['nb', 'en']) {
          const mail = await previewStep(library, cadence, step.id, { ...prospect, locale });
          await page.setContent(mail.html);
          const name = `${cadence.key}.${step.id}.${locale}`;
          const overflow = Number(
            await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
          );
          if (overflow > 0) broken.push(`${name} is ${overflow} px too wide`);
          const contrast = Number(await page.evaluate(lowestContrast));
          if (contrast < 3)
            broken.push(`${name} has text with a contrast of ${contrast.toFixed(1)}`);
          if (step.id === 'intro') {
            await page.screenshot({
              path: join(output, `${name}.${view.name}.png`),
              fullPage: true,
            });
          }
        }
      }
    }
    await page.close();
    expect(broken).toEqual([]);
  });
});
