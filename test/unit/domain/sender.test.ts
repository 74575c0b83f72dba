import { describe, expect, test } from 'vitest';
import { providerOf, providerOfExchanges } from '../../../src/domain/mail-provider.ts';
import {
  chooseMailbox,
  decayedLoad,
  isBound,
  type MailboxFacts,
  type SenderRule,
} from '../../../src/domain/sender.ts';

const rule: SenderRule = {
  ...{ pool: 'sales', sticky: true, rotation: 'round-robin', whenPaused: 'wait' },
};
const box = (key: string, facts: Partial<MailboxFacts> = {}): MailboxFacts => ({
  ...{ key, provider: null, paused: false, load: 0, turn: 0 },
  ...facts,
});
const choose = (
  members: readonly MailboxFacts[],
  rotation: SenderRule['rotation'] = 'round-robin',
  recipientProvider: string | null = null,
) => chooseMailbox({ rule: { ...rule, rotation }, members, recipientProvider })?.key;

describe('the mailbox of a mail that may leave from any', () => {
  test.each<[string, string | undefined, string]>([
    ['the one chosen the longest ago', choose([box('a', { turn: 2 }), box('b', { turn: 1 })]), 'b'],
    ['of those never chosen the first of the pool', choose([box('a'), box('b')]), 'a'],
    ['one that sends', choose([box('a', { paused: true }), box('b', { turn: 9 })]), 'b'],
    [
      'a paused one when all are',
      choose([box('a', { paused: true, turn: 1 }), box('b', { paused: true })]),
      'b',
    ],
    [
      'the least loaded',
      choose([box('a', { load: 2 }), box('b', { load: 1, turn: 9 })], 'least-loaded'),
      'b',
    ],
    [
      'of equal load in turns',
      choose([box('a', { turn: 2 }), box('b', { turn: 1 })], 'least-loaded'),
      'b',
    ],
    [
      'one of the same provider',
      choose([box('a'), box('b', { provider: 'google', turn: 9 })], 'same-provider', 'google'),
      'b',
    ],
    [
      'any where none is of it',
      choose([box('a', { turn: 1 }), box('b')], 'same-provider', 'yahoo'),
      'b',
    ],
    [
      'any where it is not known',
      choose([box('a', { provider: 'google', turn: 1 }), box('b')], 'same-provider'),
      'b',
    ],
    [
      'one that sends, of another provider',
      choose([box('a'), box('b', { provider: 'google', paused: true })], 'same-provider', 'google'),
      'a',
    ],
  ])('%s', (_, chosen, expected) => {
    expect(chosen).toBe(expected);
  });

  test('an empty pool has none', () => {
    expect(choose([])).toBeUndefined();
  });
});

test('a mail is bound to the mailbox of the one before it when it is sticky, or in its thread', () => {
  expect([true, false].map((inThread) => isBound(rule, inThread))).toEqual([true, true]);
  const loose = { ...rule, sticky: false };
  expect([true, false].map((inThread) => isBound(loose, inThread))).toEqual([true, false]);
});

test('what a mailbox was given counts half a day later half', () => {
  expect(decayedLoad(8, 0)).toBe(8);
  expect(decayedLoad(8, 2 * 86_400_000)).toBeCloseTo(2);
  expect(decayedLoad(8, -1)).toBe(8);
});

test.each([
  ['kari@gmail.com', 'google'],
  ['kari@GMAIL.com', 'google'],
  ['kari@hotmail.no', 'microsoft'],
  ['kari@fjord.onmicrosoft.com', 'microsoft'],
  ['kari@yahoo.co.uk', 'yahoo'],
  ['kari@yahoo-inc.example', null],
  ['kari@fjord.example', null],
  ['kari@live.fjord.example', null],
  ['kari@constructor', null],
  ['kari', null],
])('%s is at %s', (address, provider) => {
  expect(providerOf(address)).toBe(provider);
});

test.each([
  [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'google'],
  [['smtp.google.com'], 'google'],
  [['ASPMX2.GoogleMail.com.'], 'google'],
  [['fjord-no.mail.protection.outlook.com'], 'microsoft'],
  [['fjord-no.a-v1.mx.microsoft'], 'microsoft'],
  [['mta5.am0.yahoodns.net'], 'yahoo'],
  [['filter.example', 'aspmx.l.google.com'], 'google'],
  [['mx.notgoogle.com', 'google.com.example', ''], null],
  [[], null],
])('the provider of %o', (hosts, provider) => {
  expect(providerOfExchanges(hosts)).toBe(provider);
});
