import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import { fixtures } from '../../../helpers/lint-fixtures.ts';

const steps = `
steps:
  - { id: one, email: { template: mails/one } }
  - { id: two, after: 1 day, task: { kind: call } }
  - { id: three, after: 1 day, email: { template: mails/three, approve: true } }
`;

/** A cadence with this schedule and these tests. */
function parsed(tests: string, schedule = 'schedule: { timezone: prospect }') {
  return parseCadence(`key: example\ntitle: Example\n${schedule}${steps}${tests}`, 'a.yaml');
}

const errorsOf = ({ problems }: ReturnType<typeof parsed>) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);

test('the test of the contract, word for word', () => {
  const { tests } = parsed(`
tests:
  - name: a reply on the second day stops the mails
    enrol: { at: "2026-11-24 09:00", prospect: { email: kari@example.no, timezone: Europe/Oslo } }
    events: [{ at: "2026-11-25 10:00", type: reply.received }]
    expect: { status: paused, sent: [one] }
`);
  expect(tests).toMatchObject([
    {
      name: 'a reply on the second day stops the mails',
      zone: 'Europe/Oslo',
      enrolAt: new Date('2026-11-24T08:00:00Z'),
      prospect: { email: 'kari@example.no', firstName: null, attributes: {} },
      script: [
        { is: 'event', at: new Date('2026-11-25T09:00:00Z'), event: { type: 'reply.received' } },
      ],
      expectations: [{ at: null, status: 'paused', sent: ['one'] }],
    },
  ]);
});

test('tests are no part of a cadence: with or without them it is the same version', () => {
  const source = readFileSync(join(fixtures, 'cadences/tested.yaml'), 'utf8');
  const without = source.slice(0, source.indexOf('\ntests:'));
  const [all, none] = [source, without].map((text) => parseCadence(text, 'a.yaml'));
  expect(all?.tests.length).toBeGreaterThan(5);
  expect(none?.tests).toEqual([]);
  expect(all?.cadence).not.toBeNull();
  expect(all?.cadence).toEqual(none?.cadence);
});

test.each([
  ['their own zone', '{ timezone: America/New_York, country: NO }', '', 'America/New_York'],
  ['that of their region', '{ country: US, attributes: { state: TX } }', '', 'America/Chicago'],
  ['that of their country', '{ country: no }', '', 'Europe/Oslo'],
  ['the default of the cadence', '{}', 'schedule: { default_timezone: Asia/Tokyo }', 'Asia/Tokyo'],
  ['the zone that the cadence names', '{}', 'schedule: { timezone: Europe/Rome }', 'Europe/Rome'],
  [
    'their own before the one that the cadence names',
    '{ country: NO }',
    'schedule: { timezone: Europe/London }',
    'Europe/Oslo',
  ],
])('times are on the wall clock of the prospect: %s', (_, prospect, schedule, zone) => {
  const { tests } = parsed(
    `tests: [{ name: a, enrol: { at: "2026-11-24 09:00", prospect: ${prospect} }, expect: { status: active } }]`,
    schedule,
  );
  expect(tests[0]?.zone).toBe(zone);
});

test('what happens is put in order, and events come before what people do at the same time', () => {
  const { tests } = parsed(`
tests:
  - name: a
    enrol: { at: "2026-11-24 09:00" }
    events:
      - { at: "2026-11-26 09:00", type: reply.auto, until: "2026-12-08" }
      - { at: "2026-11-25 09:00", type: email.bounced, hard: true, code: 550 }
    tasks:
      - { at: "2026-11-26 09:00", step: two, outcome: connected }
      - { at: "2026-11-25 10:00", step: three }
    expect: { status: active }
`);
  const script = tests[0]?.script.map((thing) => (thing.is === 'event' ? thing.event : thing.do));
  expect(script).toEqual([
    { type: 'email.bounced', hard: true, code: '550' },
    'approve',
    { type: 'reply.auto', until: new Date('2026-12-08T00:00:00Z') },
    'complete',
  ]);
});

test('mistakes elsewhere in the file do not hide those of the tests, nor those of one test another', () => {
  const found = parsed(
    `
colour: blue
tests:
  - { name: a, enrol: { at: noon }, expect: { stauts: active } }
  - { name: b, enrol: { at: "2026-11-24 09:00" }, expect: { sent: [on] } }
`,
    'schedule: { days: 5 }',
  );
  expect(found.cadence).toBeNull();
  expect(errorsOf(found).toSorted()).toEqual([
    'invalid-value',
    'unknown-key',
    'unknown-key',
    'unknown-step',
  ]);
});
