import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCadenceTests } from '../../../src/app/library/cadence-tests/run-cadence-tests.ts';
import { readCadences } from '../../../src/app/library/library.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { emptyWorkspace } from '../../../src/domain/language/workspace.ts';
import { fixtures } from '../../helpers/lint-fixtures.ts';

const root = join(import.meta.dirname, '../../..');

/** What the tests come to that are written for this cadence. */
function run(cadence: string, tests: string) {
  return runCadenceTests(
    parseCadence(`${cadence}tests:\n${tests}`, 'a.yaml'),
    emptyWorkspace,
    null,
  );
}

const cadence = `key: example
title: Example
schedule: { timezone: Europe/Oslo, days: [mon, tue, wed, thu, fri], windows: ["09:00-16:00"], jitter: 30m }
steps:
  - { id: one, stage: prospecting, email: { template: mails/one } }
  - { id: two, after: 2 days, email: { template: mails/two } }
  - { id: call, after: 1 day, stage: closing, task: { kind: call, skip_after: 2 days } }
on:
  reply: { pause: true, task: { kind: reply } }
  out_of_office: { pause: until-return, default: 7 days }
`;

test('every shipped cadence has six tests at least, a clock change and a holiday among them, and they pass', async () => {
  const { cadences, workspace } = await readCadences(join(root, 'cadences'));
  expect(cadences.length).toBeGreaterThan(5);
  for (const source of cadences) {
    const results = runCadenceTests(source, workspace, null);
    expect(results.length, source.file).toBeGreaterThanOrEqual(6);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    const names = results.map(({ name }) => name).join('\n');
    expect(names).toMatch(/summer time|clock/);
    expect(names).toMatch(/national day|Easter|bank holiday/);
  }
});

test('a cadence with everything that a test can tell', () => {
  const source = readFileSync(join(fixtures, 'cadences/tested.yaml'), 'utf8');
  const results = runCadenceTests(parseCadence(source, 'tested.yaml'), emptyWorkspace, null);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results.length).toBeGreaterThan(10);
});

test('every key that is not as expected is told, with the place of the expectation', () => {
  const [result] = run(
    cadence,
    `  - name: all wrong
    enrol: { at: "2026-11-24 09:00" }
    events: [{ at: "2026-11-25 10:00", type: reply.received }]
    expect:
      status: active
      stage: closing
      track: null
      sent: [one, two]
      skipped: [call]
      next: { step: two, at: "2026-11-26 09:00" }
      tasks: [call]
      exit_reason: replied
      pause_reason: objection
      resume_at: "2026-12-01 09:00"
      suppressed: true
      enrols: []
`,
  );
  expect(result).toMatchObject({ passed: false, file: 'a.yaml', line: 12, cadence: 'example' });
  const told = result?.differences.map(
    ({ key, expected, actual, line }) => `${line} ${key}: ${expected} | ${actual}`,
  );
  expect(told).toEqual([
    '16 status: active | paused',
    '17 stage: closing | prospecting',
    '19 sent: one, two | one',
    '20 skipped: call | none',
    '21 next: two at Thu 2026-11-26 09:00 | two, held',
    '22 tasks: call | reply',
    '23 exit_reason: replied | none',
    '24 pause_reason: objection | replied',
    '25 resume_at: Tue 2026-12-01 09:00 | no time',
    '26 suppressed: true | false',
  ]);
  expect(result?.story.map(({ local, type }) => `${local} ${type}`)).toEqual([
    'Tue 2026-11-24 09:00 enrolment.created',
    'Tue 2026-11-24 09:00 stage.entered',
    'Tue 2026-11-24 09:00 touch.sent',
    'Wed 2026-11-25 10:00 task.created',
    'Wed 2026-11-25 10:00 reply.received',
    'Wed 2026-11-25 10:00 enrolment.paused',
  ]);
});

test('jitter is left out, and what is due is done before what happens at the same instant', () => {
  const results = run(
    cadence,
    `  - name: a reply at the very minute of the second mail
    enrol: { at: "2026-11-24 09:30" }
    events: [{ at: "2026-11-26 09:30", type: reply.received }]
    expect: { sent: [one, two], status: paused }
  - name: a minute earlier
    enrol: { at: "2026-11-24 09:30" }
    events: [{ at: "2026-11-26 09:29", type: reply.received }]
    expect: { sent: [one], status: paused }
`,
  );
  expect(results.map(({ differences }) => differences)).toEqual([[], []]);
});

test('without a time it is looked at after the last event; a mail that goes out later than a pause for good counts', () => {
  const resumed = cadence.replace('pause: true', 'pause: until-date, default: 3 days');
  const story = `    enrol: { at: "2026-11-24 09:00" }
    events: [{ at: "2026-11-25 10:00", type: reply.received }]
`;
  const [paused] = run(
    resumed,
    `  - name: a pause with an end\n${story}    expect: { sent: [one], status: paused }\n`,
  );
  expect(paused?.differences).toEqual([]);
  const [end] = run(
    resumed,
    `  - name: until the end\n${story}    expect: { at: end, sent: [one], status: paused }\n`,
  );
  expect(end?.differences.map(({ key, actual }) => [key, actual])).toEqual([
    ['sent', 'one, two'],
    ['status', 'completed'],
  ]);
});

test('a deed without its task makes a test fail, and says when', () => {
  const [result] = run(
    cadence,
    `  - name: too early to ring
    enrol: { at: "2026-11-24 09:00" }
    tasks: [{ at: "2026-11-25 10:00", step: call, outcome: connected }]
    expect: { at: end, skipped: [call] }
`,
  );
  expect(result?.differences).toMatchObject([
    { key: 'tasks #1', expected: 'an open task of call at Wed 2026-11-25 10:00', actual: 'none' },
  ]);
});

test('a click is in the last mail before it, and decides what comes next', () => {
  const curious = cadence.replace(
    '  - { id: call',
    `  - { id: warm, when: '"one" in history.clicked', after: 1 day, email: { template: mails/two } }\n  - { id: call`,
  );
  const story = (name: string, events: string, sent: string) =>
    `  - { name: ${name}, enrol: { at: "2026-11-24 09:00" }, events: [${events}], expect: { at: end, sent: [${sent}] } }\n`;
  const results = run(
    curious,
    [
      story('clicks', '{ at: "2026-11-24 12:00", type: email.clicked }', 'one, two, warm'),
      story('does not', '', 'one, two'),
      story('clicks the other', '{ at: "2026-11-26 12:00", type: email.clicked }', 'one, two'),
    ].join(''),
  );
  expect(results.map(({ name, differences }) => [name, differences])).toEqual([
    ['clicks', []],
    ['does not', []],
    ['clicks the other', []],
  ]);
});

test('a track that sends back comes to what was left out, and past what was not', () => {
  const steps = [
    '  - { id: one, stage: prospecting, email: { template: mails/one } }',
    '  - { id: two, after: 9 days, stage: preparation, email: { template: mails/two } }',
    '  - { id: three, after: 1 day, stage: closing, email: { template: mails/one } }',
    '  - { id: four, after: 9 days, email: { template: mails/two } }',
  ];
  const sale = (then: string) => `key: example
title: Example
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
${steps.join('\n')}
on:
  meeting_booked: { advance: closing }
  objection: { default: { track: doubts } }
tracks:
  doubts: { stage: objection-handling, steps: [{ id: answer, email: { template: mails/one } }], then: { advance: ${then} } }
`;
  const story = (sent: string) => `  - name: sent back
    enrol: { at: "2026-11-24 09:00" }
    events:
      - { at: "2026-11-25 09:00", type: meeting.booked }
      - { at: "2026-11-27 09:00", type: reply.objection }
    expect: { at: end, status: completed, sent: [${sent}] }
`;
  const back = '{ to: preparation, backwards: true }';
  const all = 'one, three, answer, two, four';
  const differences = [
    run(sale(back), story(all)),
    run(sale('preparation'), story('one, three, answer, four')),
  ].flatMap((results) => results.flatMap((result) => result.differences));
  expect(differences).toEqual([]);
});

test('a variant is the same each time, and the weights are kept', () => {
  const varied = cadence.replace(
    'email: { template: mails/two }',
    'email: { variants: [{ id: a, weight: 50, template: mails/two }, { id: b, weight: 50, template: mails/two }] }',
  );
  const of = (email: string) => {
    const [result] = run(
      varied,
      `  - name: a\n    enrol: { at: "2026-11-24 09:00", prospect: { email: ${email} } }\n    expect: { variant: { two: a } }\n`,
    );
    return result?.differences[0]?.actual ?? 'a';
  };
  const people = Array.from({ length: 40 }, (_, n) => `p${n}@example.no`);
  const drawn = people.map(of);
  expect(people.map(of)).toEqual(drawn);
  expect(new Set(drawn)).toEqual(new Set(['a', 'b']));
});

test('a file with mistakes is one test that has failed, and --only looks at the names', () => {
  const broken = run(
    `${cadence}colour: blue\n`,
    '  - { name: a, enrol: { at: noon }, expect: {} }\n',
  );
  expect(broken).toMatchObject([{ passed: false, cadence: null, line: 11, column: 1 }]);
  expect(broken[0]?.differences.map(({ key }) => key)).toContain('unknown-key');
  const source = readFileSync(join(fixtures, 'cadences/tested.yaml'), 'utf8');
  const some = runCadenceTests(parseCadence(source, 'a.yaml'), emptyWorkspace, 'OPT-OUT');
  expect(some.map(({ name }) => name)).toEqual([
    'an opt-out weighs more than a deal that is won at the same time',
  ]);
});
