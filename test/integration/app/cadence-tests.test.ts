/**
 * `cadence test` tells the truth: stories that the whole system lives through, with its database, queue and mail server,
 * come out as they do on the virtual clock, at every moment at which something happens or is looked at.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepsOf, templatesOfStep } from '../../../src/domain/cadence.ts';
import type { CadenceTest, ScriptedThing, TestEvent } from '../../../src/domain/cadence-test.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { fixtures } from '../../helpers/lint-fixtures.ts';
import { mail } from '../../helpers/system.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { storyOf, tellStories } from './stories.ts';

const folder = join(import.meta.dirname, '../../../cadences');
const shipped = readdirSync(folder).filter(
  (name) => name.endsWith('.yaml') && name !== 'workspace.yaml',
);
/** The shipped cadences, and one with conditions, approvals and whatever else they do without. */
const cadences = Object.fromEntries(
  [...shipped.map((name) => join(folder, name)), join(fixtures, 'cadences/tested.yaml')].map(
    (path, index) => [
      `${index}.yaml`,
      readFileSync(path, 'utf8').replace('jitter: 10m', 'jitter: 0s'),
    ],
  ),
);
const used = Object.entries(cadences).flatMap(([file, source]) => {
  const { cadence } = parseCadence(source, file);
  return cadence === null ? [] : stepsOf(cadence).flatMap(templatesOfStep);
});

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-08-31T00:00:00Z'),
    cadences,
    templates: Object.fromEntries(used.map((key) => [`${key}.mjml`, mail(key, key)])),
  });
});
afterAll(() => weeks?.close());

const longEnough = { timeout: 600_000 };

/** Days and hours after the story begins; few of them, so that many things happen at one time. */
const later = fc
  .tuple(fc.integer({ min: 0, max: 17 }), fc.constantFrom(1, 4, 6, 13))
  .map(([days, hours]) => new Date(Date.UTC(2026, 8, 1 + days, 5 + hours)));

const heard: readonly TestEvent['event'][] = [
  { type: 'reply.received' },
  { type: 'reply.received', intent: 'positive' },
  { type: 'reply.objection', category: 'price' },
  { type: 'reply.objection', category: 'timing', until: new Date('2026-09-16T00:00:00Z') },
  { type: 'reply.objection', category: 'timing' },
  { type: 'reply.auto', until: new Date('2026-09-10T06:00:00Z') },
  { type: 'reply.auto' },
  { type: 'meeting.booked' },
  { type: 'deal.stage_changed', stage: 'closing' },
  { type: 'deal.won' },
  { type: 'email.bounced', hard: false, code: '4.2.2' },
  { type: 'prospect.opted_out' },
];

const deeds = [
  { step: 'call', do: 'complete', outcome: 'no-answer' },
  { step: 'call', do: 'complete', outcome: 'connected' },
  { step: 'call', do: 'skip', outcome: null },
  { step: 'letter', do: 'complete', outcome: null },
  { step: 'price-call', do: 'complete', outcome: null },
  { step: 'offer', do: 'approve', outcome: null },
  { step: 'offer', do: 'reject', outcome: null },
] as const;

const things = fc.oneof(
  fc.record({ is: fc.constant('event' as const), at: later, event: fc.constantFrom(...heard) }),
  later.chain((at) =>
    fc.constantFrom(...deeds.map((deed) => ({ is: 'deed' as const, at, ...deed }))),
  ),
);

/** Stories of which nobody has thought. */
const anyTest = fc.array(things, { minLength: 2, maxLength: 8 }).map((told): CadenceTest => {
  const script = told.map((thing, index): ScriptedThing => ({ ...thing, path: [index] }));
  const unknown = { firstName: null, lastName: null, title: null, phone: null, company: null };
  return {
    name: 'made up',
    path: [],
    zone: 'Europe/Oslo',
    enrolAt: new Date('2026-09-01T05:45:00Z'),
    prospect: {
      ...unknown,
      ...{ email: 'kari@example.no', country: 'NO', timezone: null, locale: null, attributes: {} },
    },
    owner: null,
    variables: {},
    script: script.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    expectations: [],
  };
});

test('stories that were made up by chance', longEnough, async () => {
  const library = await weeks.deps.readLibrary();
  const cadence = library.cadences.find((one) => one.cadence?.key === 'tested')?.cadence ?? null;
  if (cadence === null) throw new Error('there is no cadence to tell them of');
  const tests = fc.sample(anyTest, { numRuns: 60, seed: 20_261_125 });
  const stories = tests.map((one) => storyOf(one, cadence, library.workspace));
  const ended = new Set(stories.map(({ lived }) => lived.moments.at(-1)?.kept.state.status));
  expect(ended).toEqual(new Set(['active', 'paused', 'exited', 'completed']));
  expect(await tellStories(weeks, stories)).toBeGreaterThan(150);
});

test('the tests of the shipped cadences', longEnough, async () => {
  const library = await weeks.deps.readLibrary();
  const stories = library.cadences.flatMap(({ cadence, tests }) =>
    cadence === null ? [] : tests.map((one) => storyOf(one, cadence, library.workspace)),
  );
  expect(stories.length).toBeGreaterThan(50);
  expect(await tellStories(weeks, stories)).toBeGreaterThan(100);
});
