import type {
  CadenceTest,
  ScriptedThing,
  TestEvent,
  TestExpectation,
  TestProspect,
} from '../cadence-test.ts';
import { readLocalTime, type WrittenTime } from '../local-time.ts';
import type { CadenceSchedule } from '../schedule.ts';
import { sentence } from '../sentence.ts';
import { resolveZone } from '../zone.ts';
import { regionOf } from '../zone-regions.ts';
import { compileSchedule } from './compile-schedule.ts';
import type { SourceDocument } from './document.ts';
import { quoted } from './leaves.ts';
import { items, type Outline } from './outline.ts';
import type { Path, Report } from './report.ts';
import { scheduleShape } from './schedule-shape.ts';
import { valueAt } from './shape-problems.ts';
import { checkTest, expectationsOf, type PlacedExpectation } from './test-checks.ts';
import { deedsOf, type TestNames, testNames } from './test-names.ts';
import { type TestShape, testShape } from './test-shape.ts';

/**
 * Reads the tests of a cadence file and reports what is wrong with them as a whole: names that the cadence does not have,
 * times that never come, things that happen too early. A test whose form is wrong is left to the shape of the file.
 */
export function readTests(
  outline: Outline,
  document: SourceDocument,
  report: Report,
): readonly CadenceTest[] {
  const written = items(valueAt(document.value, ['tests']));
  if (written.length === 0) return [];
  const names = testNames(outline);
  const parsed = scheduleShape.safeParse(valueAt(document.value, ['schedule']) ?? {});
  const schedule = compileSchedule(parsed.success ? parsed.data : undefined);
  checkNames(written, document, report);
  return written.flatMap((value, index) => {
    const test = testShape.safeParse(value);
    if (!test.success) return [];
    const path = ['tests', index];
    checkTest(test.data, path, names, document, report);
    return readTest(test.data, path, { schedule, names, document, report });
  });
}

function checkNames(tests: readonly unknown[], document: SourceDocument, report: Report): void {
  const lineOf = new Map<string, number>();
  for (const [index, test] of tests.entries()) {
    const name = valueAt(test, ['name']);
    if (typeof name !== 'string') continue;
    const position = document.locate(['tests', index, 'name']);
    const first = lineOf.get(name.trim());
    if (first === undefined) lineOf.set(name.trim(), position.line);
    else report('duplicate-test', position, sentence('lint.duplicate-test', { line: first }));
  }
}

interface Reading {
  readonly schedule: CadenceSchedule;
  readonly names: TestNames;
  readonly document: SourceDocument;
  readonly report: Report;
}

function readTest(test: TestShape, path: Path, reading: Reading): readonly CadenceTest[] {
  const prospect = prospectOf(test);
  const zone = wallClockOf(prospect, reading.schedule);
  const time = timeReader(zone, reading);
  const enrolAt = time(test.enrol.at, [...path, 'enrol', 'at'], null)?.at ?? null;
  const script = scriptOf(test, path, enrolAt, time, reading.names);
  const expectations = expectationsOf(test, path).map((placed) =>
    expectationOf(placed, enrolAt, time),
  );
  if (enrolAt === null || script.includes(null) || expectations.includes(null)) return [];
  const { owner = null, variables = {} } = test.enrol;
  const { name } = test;
  const inOrder = script
    .filter((thing) => thing !== null)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const whole = expectations.filter((expectation) => expectation !== null);
  const told = { name, path, zone, enrolAt, prospect, owner, variables };
  return [{ ...told, script: inOrder, expectations: whole }];
}

function prospectOf({ enrol }: TestShape): TestProspect {
  const { prospect = {} } = enrol;
  return {
    email: prospect.email ?? 'kari@example.no',
    firstName: prospect.firstName ?? null,
    lastName: prospect.lastName ?? null,
    title: prospect.title ?? null,
    phone: prospect.phone ?? null,
    company: prospect.company ?? null,
    country: prospect.country ?? null,
    timezone: prospect.timezone ?? null,
    locale: prospect.locale ?? null,
    attributes: prospect.attributes ?? {},
  };
}

/** The wall clock of a prospect: their own, else that of region or country, else the one that the cadence goes by. */
function wallClockOf(prospect: TestProspect, schedule: CadenceSchedule): string {
  const facts = {
    prospectZone: prospect.timezone,
    prospectCountry: prospect.country,
    prospectRegion: regionOf(prospect.attributes),
    senderZone: null,
  };
  const own = resolveZone({ ...schedule, timezone: 'prospect' }, facts);
  return own.from === 'default' ? resolveZone(schedule, facts).zone : own.zone;
}

/** Reads a time, or reports it and gives null; also when it is before `earliest`. */
type TimeReader = (text: string, path: Path, earliest: Date | null) => WrittenTime | null;

function timeReader(zone: string, { document, report }: Reading): TimeReader {
  return (text, path, earliest) => {
    const read = readLocalTime(text, zone);
    if ('refused' in read) {
      if (read.refused === 'skipped') {
        report(
          'skipped-time',
          document.locate(path),
          sentence('lint.skipped-time', { text, zone }),
        );
      } else {
        const said = sentence('lint.unreadable-time', { text: quoted(text) });
        report('unreadable-time', document.locate(path), said);
      }
      return null;
    }
    if (earliest !== null && read.at < earliest) {
      report(
        'before-enrolment',
        document.locate(path),
        sentence('lint.before-enrolment', { text }),
      );
    }
    return read;
  };
}

function scriptOf(
  test: TestShape,
  path: Path,
  enrolAt: Date | null,
  time: TimeReader,
  names: TestNames,
): readonly (ScriptedThing | null)[] {
  const events = (test.events ?? []).map((event, index) =>
    eventOf(event, [...path, 'events', index], enrolAt, time),
  );
  const deeds = (test.tasks ?? []).map((deed, index): ScriptedThing | null => {
    const own = [...path, 'tasks', index];
    const read = time(deed.at, [...own, 'at'], enrolAt);
    if (read === null) return null;
    const usual = deedsOf(names.steps.get(deed.step) ?? {}) === 'approval' ? 'approve' : 'complete';
    const { step, outcome = null } = deed;
    return { is: 'deed', at: read.at, path: own, step, do: deed.do ?? usual, outcome };
  });
  return [...events, ...deeds];
}

function eventOf(
  written: NonNullable<TestShape['events']>[number],
  path: Path,
  enrolAt: Date | null,
  time: TimeReader,
): TestEvent | null {
  const { at, type, until, ...rest } = written;
  const read = time(at, [...path, 'at'], enrolAt);
  const back = until === undefined ? undefined : untilOf(until, [...path, 'until'], time);
  if (read === null || back === null) return null;
  const event = { ...withoutAbsent({ ...rest, until: back }), type };
  return { is: 'event', at: read.at, path, event };
}

/** A date alone is read as webhooks read it: midnight in UTC. */
function untilOf(text: string, path: Path, time: TimeReader): Date | null {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? `${text.trim()}T00:00Z` : text;
  return time(whole, path, null)?.at ?? null;
}

type Present<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the keys whose value is undefined, which is the same to whoever reads them but not to the types. */
function withoutAbsent<T extends object>(value: T): Present<T>;
function withoutAbsent(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function expectationOf(
  { expectation, path }: PlacedExpectation,
  enrolAt: Date | null,
  time: TimeReader,
): TestExpectation | null {
  const { at, next, resume_at: resume, exit_reason: exitReason, ...rest } = expectation;
  const { pause_reason: pauseReason, ...same } = rest;
  const isTimed = at !== undefined && at !== 'end';
  const moment = isTimed ? time(at, [...path, 'at'], enrolAt) : null;
  const resumeAt = resume === undefined ? undefined : time(resume, [...path, 'resume_at'], null);
  const nextAt =
    typeof next === 'object' ? time(next.at, [...path, 'next', 'at'], enrolAt) : undefined;
  if ((isTimed && moment === null) || resumeAt === null || nextAt === null) return null;
  const step = typeof next === 'object' ? next.step : next;
  const asked = {
    ...same,
    exitReason,
    pauseReason,
    resumeAt,
    next: step === undefined ? undefined : step === 'none' ? null : { step, at: nextAt ?? null },
  };
  return { ...withoutAbsent(asked), path, at: at === 'end' ? at : (moment?.at ?? null) };
}
