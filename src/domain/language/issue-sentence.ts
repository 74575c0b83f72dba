import type { z } from 'zod';
import {
  isSentenceKey,
  readSentence,
  type SentenceKey,
  type SentenceValue,
  sentence,
} from '../sentence.ts';

type Issue = z.core.$ZodIssue;

/** What a shape says, as zod takes it, where a value is none of those that it may be: the key of a sentence. */
export function wanted<const Key extends SentenceKey>(error: Key): { readonly error: Key } {
  return { error };
}

/** What is wrong with a value: what its shape says, else what zod says, in words of ours where we have some. */
export function issueSentence(issue: Issue): SentenceValue {
  const said = issue.code === 'custom' ? readSentence(issue.params?.said) : null;
  if (said !== null) return said;
  return isSentenceKey(issue.message) ? sentence(issue.message) : (plain(issue) ?? issue.message);
}

function plain(issue: Issue): SentenceValue | null {
  if (issue.code === 'too_small') {
    const key = { number: 'number-small', array: 'list-short', string: 'text-short' } as const;
    return isMeasured(issue.origin)
      ? sentence(`lint.${key[issue.origin]}`, { least: Number(issue.minimum) })
      : null;
  }
  if (issue.code === 'too_big') {
    const key = { number: 'number-big', array: 'list-long', string: 'text-long' } as const;
    return isMeasured(issue.origin)
      ? sentence(`lint.${key[issue.origin]}`, { most: Number(issue.maximum) })
      : null;
  }
  if (issue.code === 'invalid_format' && issue.format === 'url') return sentence('lint.not-a-url');
  if (issue.code === 'invalid_value') {
    const options = issue.values.map((value) => JSON.stringify(value));
    return options.length === 1
      ? sentence('lint.not-the-value', { value: options[0] ?? '' })
      : sentence('lint.not-an-option', { options: { list: options, by: '|' } });
  }
  return issue.code === 'invalid_union' ? sentence('lint.no-way') : null;
}

const measured = ['number', 'array', 'string'] as const;

function isMeasured(origin: string): origin is (typeof measured)[number] {
  return measured.some((one) => one === origin);
}
