import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../src/app/enrolling/import-rows.ts';
import { placeOf } from '../../src/app/enrolments/place.ts';
import { forecast } from '../../src/app/library/forecast.ts';
import { calendarPicture } from '../../src/app/library/pictures/calendar-picture.ts';
import { forecastPicture } from '../../src/app/library/pictures/forecast-picture.ts';
import { readReplyRates } from '../../src/app/library/reply-rates.ts';
import { simulate } from '../../src/app/library/simulate.ts';
import { usableRows } from '../../src/app/lists/list-rows.ts';
import type { Cadence } from '../../src/domain/cadence.ts';
import { parseCadence } from '../../src/domain/language/parse-cadence.ts';
import { has } from '../helpers/requirements.ts';
import { openChromium } from './open-chromium.ts';

const root = join(import.meta.dirname, '../..');

const parsed = parseCadence(
  readFileSync(join(root, 'cadences/new-business.yaml'), 'utf8'),
  'new-business.yaml',
).cadence;
if (parsed === null) throw new Error('new-business cannot be read');
const cadence: Cadence = parsed;

function calendar(from: string, name: string, own: Cadence = cadence): string {
  const prospect = { timezone: 'Europe/Oslo', country: 'NO', region: null };
  const at = new Date(from);
  const touches = simulate({ cadence: own, prospect, senderZone: null, from: at });
  const place = placeOf(own.schedule, prospect, null);
  return calendarPicture({ cadence: own, touches, place, name, from: at });
}

async function bars(): Promise<string> {
  const csv = readFileSync(join(root, 'src/commands/demo/prospects.csv'), 'utf8');
  const rows = usableRows(readCsv(Readable.from([csv])), () => undefined);
  const result = await forecast({
    ...{
      cadence,
      rows,
      senderZone: null,
      mailboxes: ['kari', 'ola'],
      perDay: 3,
      runs: 50,
      seed: 1,
    },
    replyRates: readReplyRates('0.05', cadence),
    from: new Date('2026-11-30T08:00:00Z'),
  });
  return forecastPicture(result);
}

/** In the page: texts that run out of the picture or of their chip, or into another text of the same chip. */
const overflows = `
  [...document.querySelectorAll('text')].flatMap((text) => {
    const { x, y, width, height } = text.getBBox();
    const view = document.documentElement.viewBox.baseVal;
    const chip = text.parentNode.querySelector(':scope > rect.chip');
    const room = chip === null ? view.width : chip.getBBox().x + chip.getBBox().width;
    const isOut = x < 0 || y < 0 || x + width > room + 0.5 || y + height > view.height;
    const others = chip === null ? [] : [...text.parentNode.querySelectorAll(':scope > text')];
    const isCovered = others.some((other) => {
      const box = other.getBBox();
      const isBeside = other !== text && Math.abs(other.getAttribute('y') - text.getAttribute('y')) < 1;
      return isBeside && box.x >= x && box.x < x + width;
    });
    return isOut || isCovered ? [text.textContent] : [];
  })`;

const everyDay: Cadence = {
  ...cadence,
  stages: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', ...cadence.stages],
  schedule: { ...cadence.schedule, days: [1, 2, 3, 4, 5, 6, 7], holidays: 'none' },
};

describe.skipIf(!has('chromium'))('pictures in a browser', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await openChromium();
    page = await browser.newPage({ viewport: { width: 800, height: 1200 } });
  });
  afterAll(() => browser?.close());

  test.each([
    ['calendar over Easter', async () => calendar('2027-03-19T16:00:00Z', 'Kari Løvaas')],
    ['calendar over Christmas', async () => calendar('2026-12-24T16:00:00Z', 'Kari Løvaas')],
    ['calendar of every day', async () => calendar('2026-10-24T06:00:00Z', 'Kari', everyDay)],
    ['bars', bars],
  ])('%s: it is read as XML, every text has room, light and dark differ', async (_name, draw) => {
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(await draw()).toString('base64')}`);
    expect(await page.evaluate('document.documentElement.nodeName')).toBe('svg');
    expect(await page.evaluate('document.querySelectorAll("parsererror").length')).toBe(0);
    expect(await page.evaluate(overflows)).toEqual([]);
    const paper = `getComputedStyle(document.querySelector('.paper')).fill`;
    const ink = `getComputedStyle(document.querySelector('.heading')).fill`;
    await page.emulateMedia({ colorScheme: 'light' });
    expect([await page.evaluate(paper), await page.evaluate(ink)]).toEqual([
      'rgb(255, 255, 255)',
      'rgb(28, 39, 51)',
    ]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect([await page.evaluate(paper), await page.evaluate(ink)]).toEqual([
      'rgb(20, 25, 31)',
      'rgb(232, 237, 242)',
    ]);
  });

  test('whatever people are called, it is well-formed and says their name', async () => {
    const anything = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (name, stage) => {
        const steps = cadence.steps.map((step) => ({ ...step, stage }));
        const svg = calendar('2026-12-24T16:00:00Z', name, { ...cadence, steps, stages: [stage] });
        const read = await page.evaluate((source: string) => {
          const found = Reflect.get(globalThis, 'DOMParser');
          const document = new found().parseFromString(source, 'image/svg+xml');
          const errors = document.querySelectorAll('parsererror, script, foreignObject').length;
          return { errors, title: document.querySelector('title').textContent };
        }, svg);
        expect(read.errors).toBe(0);
        const kept = name.replace(
          /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu,
          '\u{FFFD}',
        );
        expect(read.title).toBe(`new-business for ${kept.replace(/\r\n?/g, '\n')}`);
      }),
      { numRuns: 50 },
    );
  });
});
