import type { z } from 'zod';
import { readSentence, type Sentence, type SentenceValue, sentence } from './sentence.ts';
import { english } from './sentences/english.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with what was given, field by field. In English it is what zod says. */
export function mistakesIn({ issues }: z.ZodError): Sentence {
  return sentence('fields.wrong', {
    all: { list: issues.map((issue) => mistakeOf(issue)), by: '; ' },
  });
}

/** The first mistake alone. @param whole  what all of it is called */
export function mistakeIn({ issues }: z.ZodError, whole = ''): Sentence {
  const [first] = issues;
  return first === undefined ? sentence('fields.wrong') : mistakeOf(first, whole);
}

function mistakeOf(issue: Issue, whole = ''): Sentence {
  const path = [...(whole === '' ? [] : [whole]), ...issue.path].join('.');
  const field: SentenceValue = { code: path, of: 'field' };
  return sentence('field.wrong', { field, what: whatIsWrong(issue) });
}

/** Of a schema that brings its own text, the sentences whose text that is. */
const texts = ['field.no-moment', 'field.no-country'] as const;

function whatIsWrong(issue: Issue): Sentence {
  const own = issue.code === 'custom' ? readSentence(issue.params?.said) : null;
  const text = texts.find((key) => english[key] === issue.message);
  return own ?? (text === undefined ? null : sentence(text)) ?? ofZod(issue) ?? inItsWords(issue);
}

const inItsWords = ({ message }: Issue) => sentence('field.other', { words: message });

function ofZod(issue: Issue): Sentence | null {
  switch (issue.code) {
    case 'invalid_type':
      // Absent where the schema was not asked to tell.
      if (!('input' in issue) || issue.input !== undefined) return null;
      return sentence('field.missing', { expected: issue.expected });
    case 'too_big':
      return sized(issue.origin, {
        string: sentence('field.too-long', { most: Number(issue.maximum) }),
        number: sentence('field.too-great', { most: Number(issue.maximum) }),
      });
    case 'too_small':
      return sized(issue.origin, {
        string: sentence('field.too-short', { least: Number(issue.minimum) }),
        number: sentence('field.too-small', { least: Number(issue.minimum) }),
      });
    case 'invalid_value': {
      if (issue.values.length < 2) return null;
      const options = issue.values.map((one) =>
        typeof one === 'string' ? `"${one}"` : String(one),
      );
      return sentence('field.none-of', { options: { list: options, by: '|' } });
    }
    case 'invalid_format':
      if (issue.format === 'uuid') return sentence('field.no-id');
      if (issue.format === 'datetime') return sentence('field.no-instant');
      return issue.format === 'date' ? sentence('field.no-date') : null;
    default:
      return null;
  }
}

function sized(
  origin: string,
  of: { readonly string: Sentence; readonly number: Sentence },
): Sentence | null {
  if (origin === 'string') return of.string;
  return origin === 'number' || origin === 'int' ? of.number : null;
}
