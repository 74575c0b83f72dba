import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ConditionFacts,
  checkCondition,
  evaluateCondition,
} from '../../../src/domain/condition.ts';
import { inEnglish } from '../../../src/domain/sentence.ts';

const facts: ConditionFacts = {
  prospect: {
    ...{ email: 'kari@example.no', domain: 'example.no', firstName: 'Kari', lastName: '' },
    ...{ title: 'CEO', phone: '', company: 'Nordfrakt AS', country: 'NO', timezone: '' },
    locale: 'nb',
    attributes: { budget: 60_000, segment: 'a' },
  },
  enrolment: { stage: 'closing', track: '', owner: 'ola', variables: { seats: 12 } },
  history: {
    sent: ['intro', 'follow-up'],
    skipped: ['gift'],
    replied: [],
    clicked: [],
    outcomes: { call: 'no-answer' },
  },
};

test.each([
  ['prospect.attributes.budget >= 50000', true],
  ['prospect.attributes.budget >= 60000.5', false],
  ['prospect.country in ["NO", "SE"] && prospect.lastName == ""', true],
  ['"intro" in history.sent && !("gift" in history.sent)', true],
  ['history.outcomes["call"] == "no-answer"', true],
  ['has(prospect.attributes.missing) && prospect.attributes.missing > 3', false],
  ['history.sent.exists(step, step.startsWith("follow"))', true],
  ['enrolment.variables.seats > 10 ? prospect.locale == "nb" : false', true],
])('%s is %s', (condition, holds) => {
  expect(checkCondition(condition, 'step')).toBeNull();
  expect(evaluateCondition(condition, 'step', facts)).toEqual({ holds });
});

test('a column that the prospect does not have makes it false, and says so', () => {
  expect(evaluateCondition('prospect.attributes.missing > 3', 'step', facts)).toEqual({
    holds: false,
    because: 'No such key: missing',
  });
});

test.each([
  ['prospct.country == "NO"', 'name', 0, 'did you mean prospect?'],
  ['prospect.contry == "NO"', 'name', 9, 'did you mean country?'],
  ['event.type == "reply.received"', 'name', 0, 'only a rule under `on:`'],
  ['prospect.country = "NO"', 'syntax', 17, 'Write =='],
  ['prospect.country ==', 'syntax', 19, 'something is missing'],
  ['prospect.country', 'type', 0, 'this is a string'],
  ['prospect.country > 3', 'type', 0, 'no such overload'],
  ['', 'syntax', 0, 'something is missing'],
])('%s is refused', (condition, kind, offset, message) => {
  const problem = checkCondition(condition, 'step');
  expect(problem).toMatchObject({ kind, offset });
  expect(problem && inEnglish(problem.said)).toContain(message);
});

test('a rule may look at the event', () => {
  const condition = 'event.category == "price" && !event.hard';
  expect(checkCondition(condition, 'rule')).toBeNull();
  const event = {
    ...{ type: 'reply.objection', category: 'price', intent: '', text: '', stage: '' },
    ...{ code: '', hard: false },
  };
  expect(evaluateCondition(condition, 'rule', { ...facts, event })).toEqual({ holds: true });
});

test('whatever is written is read or refused, never thrown, and never takes long', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const problem = checkCondition(text, 'rule');
      if (problem !== null) expect(problem.offset).toBeLessThanOrEqual(text.length);
      expect(typeof evaluateCondition(text, 'step', facts).holds).toBe('boolean');
    }),
  );
  const deep = `${'('.repeat(5_000)}true${')'.repeat(5_000)}`;
  expect(checkCondition(deep, 'step')).toMatchObject({ kind: 'syntax' });
});
