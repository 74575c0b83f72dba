import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Cadence } from '../../../../src/domain/cadence.ts';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import { parseDuration } from '../../../../src/domain/parse-duration.ts';
import { defaultSchedule } from '../../../../src/domain/schedule.ts';

const folder = new URL('../../../fixtures/cadences/valid/', import.meta.url);

function valid(name: string): Cadence {
  return compiled(readFileSync(new URL(name, folder), 'utf8'));
}

function compiled(source: string): Cadence {
  const { cadence, problems } = parseCadence(source, 'test.yaml');
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (cadence === null) throw new Error('no cadence');
  return cadence;
}

function codes(source: string): string[] {
  return parseCadence(source, 'test.yaml').problems.map(({ code }) => code);
}

const step = '{ id: one, email: { template: a/one } }';
const small = `key: k\ntitle: T\nsteps: [${step}]\n`;

describe('compiled cadences, whole', () => {
  test.each(['smoke', 'new-business'])('%s', async (name) => {
    const golden = new URL(`${name}.json`, folder).pathname;
    const json = `${JSON.stringify(valid(`${name}.yaml`), null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(golden);
  });
});

describe('defaults', () => {
  test('of a cadence that says only what it must', () => {
    expect(compiled(small)).toEqual({
      key: 'k',
      title: 'T',
      locale: null,
      stages: [
        'prospecting',
        'preparation',
        'needs-assessment',
        'presentation',
        'objection-handling',
        'closing',
        'follow-up',
      ],
      schedule: defaultSchedule,
      unknown: 'hold',
      steps: [
        {
          id: 'one',
          kind: 'email',
          stage: 'prospecting',
          after: parseDuration('0s'),
          email: { template: 'a/one', thread: 'new' },
        },
      ],
      on: {},
      tracks: {},
    });
  });

  test('a step is in the stage of the step before, a step of a track in that of the track', () => {
    const cadence = compiled(`key: k
title: T
stages: [a, b, c]
steps:
  - { id: one, task: { kind: call } }
  - { id: two, stage: b, task: { kind: call } }
  - { id: three, task: { kind: call } }
on: { objection: { price: { track: side } } }
tracks:
  side:
    stage: c
    steps: [{ id: t1, stage: a, task: { kind: call } }, { id: t2, task: { kind: call } }]
`);
    expect(cadence.steps.map(({ stage }) => stage)).toEqual(['a', 'b', 'b']);
    expect(cadence.tracks.side?.steps.map(({ stage }) => stage)).toEqual(['a', 'c']);
    expect(cadence.tracks.side?.then).toEqual({ do: 'resume' });
  });

  test('a schedule keeps what the file says and takes the rest from the default', () => {
    const { schedule } = compiled(
      `${small}schedule: { days: [sun, mon, mon], windows: ["08:30-11:30"], jitter: 10m }\n`,
    );
    expect(schedule).toEqual({
      ...defaultSchedule,
      days: [1, 7],
      windows: [{ startMinute: 510, endMinute: 690 }],
      jitterMs: 600_000,
    });
  });

  test('windows in any order are those of the day in its order', () => {
    const { schedule } = compiled(
      `${small}schedule: { windows: ["13:00-16:00", "08:30-11:30"] }\n`,
    );
    expect(schedule.windows).toEqual([
      { startMinute: 510, endMinute: 690 },
      { startMinute: 780, endMinute: 960 },
    ]);
  });

  test('titles of tasks never lack a field', () => {
    const { on, steps } = compiled(`key: k
title: T
steps: [{ id: one, task: { kind: constructor } }, { id: two, task: { kind: call } }]
on:
  reply: { task: { kind: reply } }
  objection: { price: { task: { kind: objection } }, default: { task: { kind: objection } } }
`);
    const who = '{{default prospect.firstName prospect.email}}';
    expect(on.reply?.task).toEqual({
      kind: 'reply',
      title: `Answer the reply from ${who}`,
      dueIn: null,
    });
    expect(on.objection?.price?.task?.title).toBe(`Answer the objection from ${who} (price)`);
    expect(on.objection?.default?.task?.title).toBe(`Answer the objection from ${who}`);
    const titles = steps.map((each) => (each.kind === 'task' ? each.task.title : ''));
    expect(titles).toEqual([`Contact ${who}`, `Ring ${who}`]);
  });
});

describe('the text around it', () => {
  test('a byte order mark and CRLF do not move anything', () => {
    const { problems } = parseCadence('\uFEFFcolour: blue\r\nkey: k\r\ntitel: T\r\n', 'test.yaml');
    expect(problems.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['missing-key', 1, 1],
      ['unknown-key', 1, 1],
      ['unknown-key', 3, 1],
    ]);
  });

  test('a file over 1 MiB is refused unread, one below it is not', () => {
    const filler = `# ${'é'.repeat(524_200)}\n`;
    expect(codes(`${filler}${small}`)).toEqual(['few-touches']);
    expect(codes(`${filler}#${'x'.repeat(300)}\n${small}`)).toEqual(['file-too-large']);
  });

  test.each([
    ['nested too deeply', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['too many values', `[${'a,'.repeat(60_000)}]`],
  ])('%s', (_name, value) => {
    expect(codes(`key: k\nextra: ${value}\n`)).toEqual(['too-large']);
  });

  test('a tag that nobody knows is a warning', () => {
    expect(codes(`key: !mine k\ntitle: T\nsteps: [${step}]\n`)).toContain('yaml-warning');
  });

  test('an anchor may be used again', () => {
    const source = `${small}on: { deal_won: &stop { exit: closed_won }, reply: *stop }\n`;
    expect(compiled(source).on.reply).toEqual({ exit: 'closed_won' });
  });

  test('a mistake behind an alias is where the text is', () => {
    const source = `${small}on: { deal_won: &stop { exit: never }, reply: *stop }\n`;
    const found = parseCadence(source, 'test.yaml').problems.filter(
      ({ code }) => code === 'unknown-exit-reason',
    );
    expect(found.map(({ line, column }) => [line, column])).toEqual([
      [4, 31],
      [4, 31],
    ]);
  });

  test('the name of a prototype is a key like any other', () => {
    expect(codes(`${small}__proto__: { a: 1 }\n`)).toContain('unknown-key');
    expect(codes(`${small}on: { reply: { track: constructor } }\n`)).toContain('unknown-track');
    expect(codes(`${small}constructor: 1\n`)).toContain('unknown-key');
  });
});

describe('messages', () => {
  const messageOf = (source: string, code: string): string =>
    parseCadence(source, 'test.yaml').problems.find((each) => each.code === code)?.message ?? '';

  test.each([
    [`${small}stage: [a]\n`, 'unknown-key', 'The key stage is not known, did you mean stages?'],
    [
      `${small}on: { reply: { advance: closng } }\n`,
      'unknown-stage',
      'The stage closng is not in the list of stages, did you mean closing?',
    ],
    [
      `${small}schedule: { minGap: 1 day }\n`,
      'unknown-key',
      'The key minGap is not known in schedule, did you mean min_gap?',
    ],
    [
      `${small}schedule: { timezone: Europe/Olso }\n`,
      'invalid-timezone',
      'schedule.timezone: "Europe/Olso" is not an IANA time zone, did you mean Europe/Oslo?',
    ],
    [
      'steps: [{ id: one, template: a/one }]\n',
      'unknown-key',
      'The key template is not known in steps #1, did you mean template under email?',
    ],
    [
      'key: k\ntitle: 5\n',
      'invalid-type',
      'title must be text, but is a number: put it in quotes if it is text.',
    ],
    [
      'key: k\nsteps:\n',
      'invalid-type',
      'steps must be a list, but has no value: fill it in or take the key out.',
    ],
    [
      `${small}on: { deal_won: { exit: closed-won } }\n`,
      'unknown-exit-reason',
      'on.deal_won.exit: "closed-won" is not allowed here, did you mean closed_won?',
    ],
    [
      small,
      'few-touches',
      'Only 1 touch: 80 % of sales need five or more follow-ups, yet 44 % of sellers give up after one no, 22 % after two, 14 % after three, 12 % after four.',
    ],
  ])('%j gives %s', (source, code, message) => {
    expect(messageOf(source, code)).toBe(message);
  });
});

test('locate finds any value of the file', () => {
  const { locate } = parseCadence(small, 'test.yaml');
  expect(locate(['steps', 0, 'email', 'template'])).toEqual({ line: 3, column: 39 });
  expect(locate(['steps', 0, 'email', 'thread'])).toEqual({ line: 3, column: 27 });
  expect(locate([])).toEqual({ line: 1, column: 1 });
});
