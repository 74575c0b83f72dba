/**
 * `cadence test` tells the truth: the stories of all shipped cadences and of one that has everything, told to the whole system with its database, queue
 * and mail server, come out as they do on the virtual clock, at every moment at which something happens or is looked at.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lived, liveThrough } from '../../../src/app/cadence-tests/live-through.ts';
import { type Standing, standingOf } from '../../../src/app/cadence-tests/standing.ts';
import { closeTask } from '../../../src/app/close-task.ts';
import { enrolOne } from '../../../src/app/enrol.ts';
import { stepsOf, templatesOfStep } from '../../../src/domain/cadence.ts';
import type { CadenceTest, ScriptedThing } from '../../../src/domain/cadence-test.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { fixtures } from '../../helpers/lint-fixtures.ts';
import { mail } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { openTaskOf, realStanding } from './real-standing.ts';

const folder = join(import.meta.dirname, '../../../cadences');
const cadences: Record<string, string> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'workspace.yaml')
    .map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8').replace('jitter: 10m', 'jitter: 0s'),
    ]),
);
/** Conditions, approvals, tasks without an end and the other things that the shipped ones do without. */
cadences['tested.yaml'] = readFileSync(join(fixtures, 'cadences/tested.yaml'), 'utf8');
const used = Object.entries(cadences).flatMap(([file, source]) => {
  const { cadence } = parseCadence(source, file);
  return cadence === null ? [] : stepsOf(cadence).flatMap(templatesOfStep);
});

/** One story, on the virtual clock already and still to be told to the system. */
interface Story {
  readonly name: string;
  readonly cadence: string;
  readonly test: CadenceTest;
  readonly lived: Lived;
  readonly email: string;
  enrolmentId: string | null;
}

let weeks: Weeks;
let stories: readonly Story[];
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-10-01T00:00:00Z'),
    cadences,
    templates: Object.fromEntries(used.map((key) => [`${key}.mjml`, mail(key, key)])),
  });
  const { library } = weeks.deps;
  stories = library.cadences.flatMap(({ cadence, tests }) =>
    tests.flatMap((one) => {
      if (cadence === null) return [];
      const lived = liveThrough(one, cadence, library.workspace);
      const name = `${cadence.key}: ${one.name}`;
      const email = `p-${randomUUID()}@example.com`;
      return [{ name, cadence: cadence.key, test: one, lived, email, enrolmentId: null }];
    }),
  );
});
afterAll(() => weeks?.close());

/** What happens to the enrolment of a story at an instant. */
async function happens(story: Story, thing: ScriptedThing): Promise<void> {
  const { app } = weeks;
  if (thing.is === 'event') {
    const { type, ...more } = thing.event;
    await tell(app, story.email, type, { ...more, occurredAt: thing.at });
    return;
  }
  const taskId = await openTaskOf(app, story.enrolmentId ?? '', thing.step);
  if (taskId === null) throw new Error(`${story.name}: no open task of ${thing.step}`);
  await closeTask(app, taskId, { do: thing.do, outcome: thing.outcome, note: null }, 'rep');
}

async function begins(story: Story): Promise<void> {
  const { email: _made, ...prospect } = story.test.prospect;
  const { owner, variables } = story.test;
  const { enrolmentId } = await enrolOne(weeks.app, story.cadence, {
    prospect: { ...prospect, email: story.email },
    owner: owner ?? undefined,
    variables,
  });
  story.enrolmentId = enrolmentId;
}

/** Instants at which stories are told or looked at, each once, in their order. */
function instantsOf(all: readonly Story[]): readonly Date[] {
  const times = all.flatMap(({ test: { enrolAt, script, expectations } }) => [
    enrolAt,
    ...script.map(({ at }) => at),
    ...expectations.flatMap(({ at }) => (at instanceof Date ? [at] : [])),
  ]);
  return [...new Set(times.map((at) => at.getTime()))]
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms));
}

/** To the minute: a mail of the real system takes its time. */
const minute = (at: Date | null) =>
  at === null ? null : new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString();

const comparable = ({ next, resumeAt, variants: _variants, ...rest }: Standing) => ({
  ...rest,
  next: next === null ? null : { ...next, at: next.waits ? null : minute(next.at) },
  resumeAt: minute(resumeAt),
});

function standingAt({ lived: { moments } }: Story, at: Date): Standing {
  const [first] = moments;
  return standingOf((moments.findLast((moment) => moment.at <= at) ?? first).kept);
}

/** Whether anything of a story is at an instant: its enrolment, what it tells, or a look at it. */
function isTouchedAt({ test: { enrolAt, script, expectations } }: Story, at: Date): boolean {
  const instants = [enrolAt, ...[...script, ...expectations].map((one) => one.at)];
  return instants.some((one) => one instanceof Date && one.getTime() === at.getTime());
}

async function tellAll(at: Date): Promise<void> {
  for (const story of stories) {
    const { enrolAt, script } = story.test;
    if (enrolAt.getTime() === at.getTime()) await begins(story);
    for (const thing of script) {
      if (thing.at.getTime() === at.getTime()) await happens(story, thing);
    }
  }
}

const toldAt = ({ name }: Story, at: Date) => `${name}, ${at.toISOString()}`;
const longEnough = { timeout: 600_000 };

test('the system comes to what the tests come to', longEnough, async () => {
  expect(stories.length).toBeGreaterThan(50);
  let looks = 0;
  const working = await weeks.begin();
  try {
    for (const at of instantsOf(stories)) {
      await working.passUntil(at);
      await tellAll(at);
      await working.passUntil(at);
      for (const story of stories.filter((one) => isTouchedAt(one, at))) {
        const real = await realStanding(weeks.app, story.enrolmentId ?? '');
        const virtual = standingAt(story, at);
        expect(comparable(real), toldAt(story, at)).toEqual(comparable(virtual));
        looks += 1;
      }
    }
    const ends = stories.map(({ lived }) => lived.moments.at(-1)?.at.getTime() ?? 0);
    await working.passUntil(new Date(Math.max(...ends) + 86_400_000));
  } finally {
    await working.stop();
  }
  expect(looks).toBeGreaterThan(100);
  for (const story of stories) {
    expect(await realTouches(story), story.name).toEqual(virtualTouches(story));
  }
});

/** Every touch with how it ended, and when. */
async function realTouches({ enrolmentId }: Story) {
  const touches = await readTouches(weeks.app.db, enrolmentId ?? '');
  return touches.map(({ step, status, finishedAt }) => [step, status, minute(finishedAt)]);
}

function virtualTouches({ lived }: Story) {
  const touches = lived.moments.at(-1)?.kept.touches ?? [];
  return touches.map(({ stepId, status, finishedAt }) => [stepId, status, minute(finishedAt)]);
}
