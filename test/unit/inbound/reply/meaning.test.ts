import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildDictionary } from '../../../../src/inbound/reply/dictionary.ts';
import { readReply } from '../../../../src/inbound/reply/read-reply.ts';
import { confusionTable, readLabelledReplies, scoreMeanings } from '../../../corpora/meanings.ts';
import { ratio } from '../../../corpora/score.ts';

const at = new Date('2026-11-24T10:00:00Z');
const read = (text: string, options = {}) =>
  readReply({ text, html: null, subject: null }, { at, ...options });

describe.each([
  ['tuned', 0.97],
  ['held-out', 0.85],
] as const)('short replies, %s', (set, target) => {
  const replies = readLabelledReplies(set);
  const scores = new Map(scoreMeanings(replies).map((score) => [score.name, score]));
  const of = (name: string) => scores.get(name) ?? { name, right: 0, of: 0 };

  test('meanings and dates are right', () => {
    expect(replies.length).toBeGreaterThanOrEqual(set === 'tuned' ? 150 : 60);
    expect(ratio(of('meaning right')), confusionTable(replies)).toBeGreaterThanOrEqual(target);
    expect(ratio(of('date right'))).toBeGreaterThanOrEqual(target);
  });

  test('nobody is taken for opted out who is not, and every opt-out is heard', () => {
    expect(of('taken for an opt-out, and none')).toMatchObject({ right: 0 });
    expect(of('opt-out not heard')).toMatchObject({ right: 0 });
  });
});

const fixtures = join(import.meta.dirname, '../../../fixtures/replies');
const innocent = z
  .array(z.string())
  .parse(parse(readFileSync(join(fixtures, 'no-opt-outs.yaml'), 'utf8')));

test.each(innocent)('%s opts nobody out', (text) => {
  expect(read(text).events).not.toMatchObject([{ type: 'prospect.opted_out' }]);
});

test.each([
  ['We stopped using the other tool last year.', 'reply.received'],
  ['Stop by our office when you are in Oslo.', 'reply.received'],
  ['Please do not stop sending these.', 'reply.received'],
  ['Can my customers unsubscribe in your product?', 'reply.received'],
  ['Is it too expensive for a small company?', 'reply.received'],
  ['It is not too expensive.', 'reply.received'],
  ['Interesting, but it is too expensive.', 'reply.objection'],
  ['Too expensive. Unsubscribe me.', 'prospect.opted_out'],
  ['stop', 'prospect.opted_out'],
  ['', 'reply.received'],
  ['👍', 'reply.received'],
])('%s is %s', (text, type) => {
  expect(read(text).events).toMatchObject([{ type }]);
});

test('an objection names its category, its date and the words', () => {
  expect(read('Not now, but reach out again on 8 March.')).toMatchObject({
    kind: 'reply',
    meaning: 'timing',
    events: [{ type: 'reply.objection', category: 'timing', until: new Date('2027-03-08') }],
    because: expect.stringContaining('"reach out again"'),
  });
});

test.each([
  ['I am the wrong person, write to Jane.Roe@acme.example', 'jane.roe@acme.example', null],
  ['Ich bin nicht zuständig, wenden Sie sich an Frau Weber.', null, 'Frau Weber'],
  ['Det er ikke jeg som bestemmer, snakk med Kari Nordmann om dette.', null, 'Kari Nordmann'],
])('%s names somebody else', (text, email, name) => {
  const { referral, because } = read(text);
  expect(referral).toEqual({ email, name });
  expect(because).toContain(email ?? name);
});

test('below the threshold it is a reply that a person reads', () => {
  const sure = read('Too expensive.');
  expect(sure.events).toMatchObject([{ type: 'reply.objection', category: 'price' }]);
  const unsure = read('Too expensive.', { threshold: 0.99 });
  expect(unsure).toMatchObject({
    meaning: 'price',
    confidence: sure.confidence,
    events: [{ type: 'reply.received', category: null }],
  });
});

test('own words are read as the shipped ones are, negations included', () => {
  const dictionary = buildDictionary({
    nb: { price: ['svir'] },
    tlh: { 'not-interested': ['ghobe'] },
  });
  expect(read('Det svir.', { dictionary })).toMatchObject({ meaning: 'price' });
  expect(read('Det svir ikke, men ikke svir.', { dictionary }).meaning).toBe('price');
  expect(read('Det gjør ikke at det svir.', { dictionary }).meaning).toBe('unclear');
  expect(read('ghobe', { dictionary })).toMatchObject({ meaning: 'not-interested' });
});

test('a mail with nothing but a subject is read by it', () => {
  const reading = readReply({ text: ' ', html: null, subject: 'Re: unsubscribe' }, { at });
  expect(reading).toMatchObject({ kind: 'opt-out', visibleText: '' });
});

test('our own footer in a quote is nobody’s opt-out', () => {
  const text =
    'Sounds good!\n\nOn 23 Nov 2026 at 09:12, Kari <kari@fjord.example> wrote:\n> Hi\n> Unsubscribe';
  expect(read(text)).toMatchObject({ meaning: 'positive', visibleText: 'Sounds good!' });
});
