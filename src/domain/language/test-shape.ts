import { z } from 'zod';
import { normaliseAddress } from '../address.ts';
import { taskDeeds } from '../codes.ts';
import { eventTypes } from '../event.ts';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { expectationsShape } from './expectation-shape.ts';
import { wanted } from './issue-sentence.ts';
import { choice, localeTag, quoted, reference, textRead, title } from './leaves.ts';
import { parseZone } from './schedule-shape.ts';

/** A time; what it says is read when the zone of the prospect is known. */
export function testTime(description: string, ...more: readonly string[]) {
  const form = 'on the wall clock of the prospect, or with an offset';
  return reference(`${description}, ${form}`, '2026-11-24 09:00', ...more);
}

function parseAddress(text: string): string {
  if (normaliseAddress(text) !== null) return text.trim();
  throw invalid('invalid_address', sentence('lint.email', { text: quoted(text) }));
}

function parseCountry(text: string): string {
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase();
  throw invalid('invalid_country', sentence('lint.country', { text: quoted(text) }));
}

const known = (description: string, example: string) => reference(description, example).optional();

const valuesShape = (description: string, example: Readonly<Record<string, unknown>>) =>
  z
    .record(z.string(), z.unknown())
    .meta({ description, examples: [example] })
    .optional();

const prospectShape = z
  .strictObject({
    email: textRead('invalid-address', parseAddress)
      .meta({
        description: 'Address; it also decides which variant the prospect gets',
        examples: ['kari@example.no'],
      })
      .optional(),
    firstName: known('Given name', 'Kari'),
    lastName: known('Family name', 'Nordmann'),
    title: known('Position in the company', 'Head of logistics'),
    phone: known('Telephone number', '+47 22 00 00 00'),
    company: known('Name of the company', 'Nordmat AS'),
    country: textRead('invalid-value', parseCountry)
      .meta({ description: 'ISO country: it decides about holidays', examples: ['NO'] })
      .optional(),
    timezone: textRead('invalid-timezone', parseZone)
      .meta({ description: 'IANA time zone, if it is known', examples: ['Europe/Oslo'] })
      .optional(),
    locale: localeTag('Language of the prospect', 'nb').optional(),
    attributes: valuesShape('Columns of your list, for conditions', { budget: 80_000 }),
  })
  .meta({
    description: 'Whom the test is about; what is left out is not known',
    examples: [{ email: 'kari@example.no', country: 'NO', timezone: 'Europe/Oslo' }],
  });

const enrolShape = z
  .strictObject({
    at: testTime('When the prospect is enrolled'),
    prospect: prospectShape.optional(),
    owner: known('Who works the tasks', 'ingrid'),
    variables: valuesShape('Variables of the enrolment', { product: 'Fjordrute' }),
  })
  .meta({
    description: 'Who is enrolled, and when',
    examples: [
      {
        at: '2026-11-24 09:00',
        prospect: { email: 'kari@example.no', timezone: 'Europe/Oslo' },
      },
    ],
  });

const eventShape = z
  .strictObject({
    at: testTime('When it happens'),
    type: choice(eventTypes, 'What is heard, as webhooks name it'),
    category: known('Of an objection: why not', 'price'),
    until: testTime('Of an automatic answer or an objection: until when', '2026-12-08').optional(),
    stage: known('Of a deal that moves: the stage, one of `stages`', 'closing'),
    hard: z
      .boolean()
      .meta({ description: 'Of a bounce: the address is gone for good', examples: [true] })
      .optional(),
    code: z
      .union([z.string(), z.number().transform(String)], wanted('want.code'))
      .meta({ description: 'Of a bounce: what the server said', examples: ['5.1.1', 550] })
      .optional(),
    intent: known('What the source makes of the reply, for conditions', 'positive'),
    text: known('What the prospect wrote', 'Call me on Monday'),
  })
  .meta({
    description: 'Something that is heard of the prospect, with the fields of the generic webhook',
    examples: [
      { at: '2026-11-25 10:00', type: 'reply.received' },
      { at: '2026-11-25 10:00', type: 'reply.objection', category: 'price' },
    ],
  });

const deedShape = z
  .strictObject({
    at: testTime('When somebody does it'),
    step: reference('The step whose task it is, or whose mail waits for approval', 'call'),
    do: choice(
      taskDeeds,
      'What is done; default: complete, and approve where a mail waits for that',
    ).optional(),
    outcome: known('What came of it, for conditions: `history.outcomes`', 'connected'),
  })
  .meta({
    description: 'What a person does with a task',
    examples: [{ at: '2026-12-01 10:00', step: 'call', outcome: 'connected' }],
  });

/** One test. That its times can be read and its names exist is seen to by `read-tests.ts`. */
export const testShape = z
  .strictObject({
    name: title('What is to be true, as a sentence', 'a reply stops the mails'),
    enrol: enrolShape,
    events: z
      .array(eventShape)
      .meta({
        description: 'What is heard, in any order',
        examples: [[{ at: '2026-11-25 10:00', type: 'reply.received' }]],
      })
      .optional(),
    tasks: z
      .array(deedShape)
      .meta({
        description: 'What people do with the tasks; without it they are left lying',
        examples: [[{ at: '2026-12-01 10:00', step: 'call', outcome: 'connected' }]],
      })
      .optional(),
    expect: expectationsShape,
  })
  .meta({
    description: 'A story and what is to come of it',
    examples: [
      {
        name: 'a reply on the second day stops the mails',
        enrol: {
          at: '2026-11-24 09:00',
          prospect: { email: 'kari@example.no', timezone: 'Europe/Oslo' },
        },
        events: [{ at: '2026-11-25 10:00', type: 'reply.received' }],
        expect: { status: 'paused', sent: ['intro'] },
      },
    ],
  });

export const testsShape = z.array(testShape).meta({
  description:
    'Tests for `cadence test`, on a virtual clock: nothing is sent. They are no part of the published version',
  examples: [
    [
      {
        name: 'nothing on the national day',
        enrol: {
          at: '2027-05-14 17:00',
          prospect: { country: 'NO', timezone: 'Europe/Oslo' },
        },
        expect: { at: '2027-05-15 12:00', next: { step: 'intro', at: '2027-05-18 08:30' } },
      },
    ],
  ],
});

export type TestShape = z.output<typeof testShape>;
