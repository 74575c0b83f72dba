import type { z } from 'zod';
import { issueSentence } from './language/issue-sentence.ts';
import { type Sentence, sentence } from './sentence.ts';
import { english } from './sentences/english.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with what was given, field by field. In English it is what zod says. */
export function mistakesIn({ issues }: z.ZodError): Sentence {
  const all = issues.map((issue) => mistakeOf(issue));
  return sentence('fields.wrong', { all: { list: all, by: '; ' } });
}

/** How what was given is called: all of it, and the part of it that was looked at. */
interface Naming {
  readonly whole?: string;
  readonly within?: string;
}

/** The first mistake alone. */
export function mistakeIn({ issues }: z.ZodError, naming: Naming = {}): Sentence {
  const [first] = issues;
  return first === undefined ? sentence('fields.wrong') : mistakeOf(first, naming);
}

function mistakeOf(issue: Issue, { whole = '', within }: Naming = {}): Sentence {
  const path = [...(within === undefined ? [] : [within]), ...issue.path].join('.');
  const field = { code: path || whole, of: 'field' } as const;
  return sentence('field.wrong', { field, what: whatIsWrong(issue) });
}

function whatIsWrong(issue: Issue): Sentence {
  // The API tells this text as it is: it is no key there.
  if (issue.message === english['field.no-moment']) return sentence('field.no-moment');
  const what = ofField(issue) ?? issueSentence(issue);
  return typeof what === 'object' && 'key' in what
    ? what
    : sentence('field.other', { words: issue.message });
}

function ofField(issue: Issue): Sentence | null {
  // What was given stands beside an issue only where the schema was asked to tell it.
  if (issue.code === 'invalid_type' && 'input' in issue && issue.input === undefined) {
    return sentence('field.missing', { expected: issue.expected });
  }
  if (issue.code !== 'invalid_format') return null;
  if (issue.format === 'uuid') return sentence('field.no-id');
  if (issue.format === 'datetime') return sentence('field.no-instant');
  return issue.format === 'date' ? sentence('field.no-date') : null;
}
