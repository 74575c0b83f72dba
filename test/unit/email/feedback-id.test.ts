import { expect, test } from 'vitest';
import { feedbackId } from '../../../src/email/feedback-id.ts';

const of = { cadence: 'new-business', step: 'intro', variant: null, mailbox: 'default' };

test('names cadence, step, variant and mailbox, in this order', () => {
  expect(feedbackId(of)).toBe('new-business:intro:-:default');
  expect(feedbackId({ ...of, variant: 'question' })).toBe('new-business:intro:question:default');
});

test('the last field, which Gmail knows a sender by, has 5 to 15 characters and stays the same', () => {
  const lastOf = (mailbox: string) =>
    feedbackId({ ...of, mailbox })
      .split(':')
      .at(-1) ?? '';
  const keys = ['k', 'kari', 'default', 'a'.repeat(15), 'a'.repeat(16), 'a'.repeat(64)];
  for (const key of keys) {
    expect(lastOf(key)).toMatch(/^[\w-]{5,15}$/);
    expect(lastOf(key)).toBe(lastOf(key));
  }
  expect(new Set(keys.map(lastOf)).size).toBe(keys.length);
  expect(lastOf('default')).toBe('default');
});

test('nothing that is given can make a field of its own, or a header', () => {
  const made = feedbackId({ cadence: 'a:b\r\nBcc: x', step: 'ø', variant: ' ', mailbox: ':::' });
  expect(made.split(':')).toHaveLength(4);
  expect(made).toMatch(/^[\w.:-]+$/);
});
