/** Stories of tests inside cadence files, told to a whole system and compared with what they come to on the virtual clock. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { App } from '../../../src/app/context.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { type Lived, liveThrough } from '../../../src/app/library/cadence-tests/live-through.ts';
import { type Standing, standingOf } from '../../../src/app/library/cadence-tests/standing.ts';
import type { Cadence } from '../../../src/domain/cadence.ts';
import type { CadenceTest, ScriptedThing } from '../../../src/domain/cadence-test.ts';
import type { Workspace } from '../../../src/domain/language/workspace.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { tell } from '../../helpers/telling.ts';
import type { Weeks } from '../../helpers/weeks.ts';
import { openTaskOf, realStanding } from './real-standing.ts';

/** One story, on the virtual clock already and still to be told to the system. */
export interface Story {
  readonly name: string;
  readonly cadence: string;
  readonly test: CadenceTest;
  readonly lived: Lived;
  readonly email: string;
  enrolmentId: string | null;
}

export function storyOf(test: CadenceTest, cadence: Cadence, workspace: Workspace): Story {
  return {
    name: `${cadence.key}: ${test.name}`,
    cadence: cadence.key,
    test,
    lived: liveThrough(test, cadence, workspace),
    email: `p-${randomUUID()}@example.com`,
    enrolmentId: null,
  };
}

/**
 * Tells stories to a system on its clock, all side by side, and looks at each whenever anything of it happens or is looked
 * at, and at the end.
 *
 * @returns how often it was looked at one
 */
export async function tellStories(weeks: Weeks, stories: readonly Story[]): Promise<number> {
  const { app } = weeks;
  let looks = 0;
  const working = await weeks.begin();
  try {
    for (const at of instantsOf(stories)) {
      await working.passUntil(at);
      await tellAll(app, stories, at);
      await working.passUntil(at);
      for (const story of stories.filter((one) => isTouchedAt(one, at))) {
        const real = await realStanding(app, story.enrolmentId ?? '');
        expect(comparable(real), toldAt(story, at)).toEqual(comparable(standingAt(story, at)));
        looks += 1;
      }
    }
    const ends = stories.map(({ lived }) => lived.moments.at(-1)?.at.getTime() ?? 0);
    await working.passUntil(new Date(Math.max(...ends) + 86_400_000));
  } finally {
    await working.stop();
  }
  for (const story of stories) {
    expect(await realTouches(app, story), story.name).toEqual(virtualTouches(story));
  }
  return looks;
}

/** What the story tells, for whoever has to find out why it comes out differently. */
function toldAt({ name, test }: Story, at: Date): string {
  const script = test.script.map((thing) => JSON.stringify({ ...thing, path: undefined }));
  return [`${name}, ${at.toISOString()}`, test.enrolAt.toISOString(), ...script].join('\n');
}

/** What happens to the enrolment of a story at an instant. */
async function happens(app: App, story: Story, thing: ScriptedThing): Promise<void> {
  if (thing.is === 'event') {
    const { type, ...more } = thing.event;
    // By their ids events are told in the order of the story, also where they happen at one instant.
    const eventId = `${story.email} ${String(story.test.script.indexOf(thing)).padStart(3, '0')}`;
    await tell(app, story.email, type, { ...more, eventId, occurredAt: thing.at });
    return;
  }
  const taskId = await openTaskOf(app, story.enrolmentId ?? '', thing.step);
  expect(taskId === null, `${story.name}: ${thing.step}`).toBe(
    story.lived.impossible.includes(thing),
  );
  if (taskId === null) return;
  await closeTask(app, taskId, { do: thing.do, outcome: thing.outcome, note: null }, 'rep');
}

async function begins(app: App, story: Story): Promise<void> {
  const { email: _made, ...prospect } = story.test.prospect;
  const { owner, variables } = story.test;
  const { enrolmentId } = await enrolOne(app, story.cadence, {
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

const comparable = ({ next, resumeAt, tasks, variants: _variants, ...rest }: Standing) => ({
  ...rest,
  tasks: tasks.map(({ kind, step }) => `${kind} ${step}`).sort(),
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

async function tellAll(app: App, stories: readonly Story[], at: Date): Promise<void> {
  for (const story of stories) {
    const { enrolAt, script } = story.test;
    if (enrolAt.getTime() === at.getTime()) await begins(app, story);
    for (const thing of script) {
      if (thing.at.getTime() === at.getTime()) await happens(app, story, thing);
    }
  }
}

/** Every touch with how it ended, and when; two that were planned at one instant are in no order. */
async function realTouches(app: App, { enrolmentId }: Story) {
  const touches = await readTouches(app.db, enrolmentId ?? '');
  return touches.map(({ step, status, finishedAt }) => told(step, status, finishedAt)).sort();
}

function virtualTouches({ lived }: Story) {
  const touches = lived.moments.at(-1)?.kept.touches ?? [];
  return touches.map(({ stepId, status, finishedAt }) => told(stepId, status, finishedAt)).sort();
}

const told = (step: string, status: string, finishedAt: Date | null) =>
  `${minute(finishedAt)} ${step} ${status}`;
