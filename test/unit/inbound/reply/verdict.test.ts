import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionBody, readVerdict } from '../../../../src/inbound/reply/verdict.ts';

const occurredAt = new Date('2026-11-24T09:00:00Z');
const read = (answer: unknown) => readVerdict(JSON.stringify(answer));
const good = { meaning: 'positive', confidence: 0.9, because: 'they ask for a call' };

describe('the question', () => {
  const asked = (meaning: string, text = 'Hm.') =>
    JSON.parse(
      questionBody({
        ...{ text, occurredAt, threshold: 0.7 },
        ours: { meaning, confidence: 0.4, because: 'x', sure: false },
      }),
    );

  test('says what we make of the reply, an objection with its category', () => {
    expect(asked('unclear')).toEqual({
      type: 'reply.classify',
      timestamp: '2026-11-24T09:00:00.000Z',
      data: {
        ...{ text: 'Hm.', occurredAt: '2026-11-24T09:00:00.000Z', threshold: 0.7 },
        ours: { meaning: 'unclear', confidence: 0.4, because: 'x' },
      },
    });
    expect(asked('price').data.ours).toMatchObject({ meaning: 'objection', category: 'price' });
  });

  test('is short, however long the reply', () => {
    expect(asked('unclear', 'a'.repeat(100_000)).data.text).toHaveLength(20_000);
  });
});

describe('the answer', () => {
  test('with all that it may have', () => {
    expect(
      read({
        ...{ meaning: 'objection', category: 'timing', until: '2027-02-01' },
        ...{ confidence: 1, because: ' next \n\tyear\u0000 ' },
      }),
    ).toEqual({
      ok: true,
      verdict: {
        ...{ meaning: 'objection', category: 'timing', confidence: 1, because: 'next year' },
        until: new Date('2027-02-01T00:00:00Z'),
      },
    });
  });

  test.each([
    ['another meaning', { ...good, meaning: 'maybe' }, /meaning/],
    ['more than sure', { ...good, confidence: 1.1 }, /confidence/],
    ['a number as text', { ...good, confidence: '0.9' }, /confidence/],
    ['no reason', { meaning: 'positive', confidence: 0.9 }, /because/],
    ['a key too many', { ...good, stop: true }, /stop/],
    ['an objection to nothing', { ...good, meaning: 'objection' }, /category/],
    ['a category of no objection', { ...good, category: 'price' }, /category/],
    ['a hostile category', { ...good, meaning: 'objection', category: '__proto__' }, /category/],
    ['a date of no objection', { ...good, until: '2027-02-01' }, /until/],
    ['no date', { ...good, meaning: 'objection', category: 'timing', until: 'soon' }, /until/],
    ['a list', [good], /wrong/],
    ['nothing', null, /wrong/],
  ])('%s is none', (_what, answer, why) => {
    expect(read(answer)).toEqual({ ok: false, message: expect.stringMatching(why) });
  });

  test('is kept short and whole, and nothing makes it throw', () => {
    const cut = read({ ...good, because: `${'a'.repeat(299)}🙂` });
    expect(cut.ok && cut.verdict.because).toBe(`${'a'.repeat(299)}\ufffd`);
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(typeof readVerdict(text).ok).toBe('boolean');
      }),
    );
  });
});
