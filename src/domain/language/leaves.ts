import { z } from 'zod';
import { InvalidInput } from '../../errors.ts';
import type { ConditionScope } from '../condition.ts';
import { invalid } from '../invalid.ts';
import { parseDuration } from '../parse-duration.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { hint } from './nearest.ts';
import type { ProblemCode } from './problem-codes.ts';

const slugPattern = '^[a-z0-9][a-z0-9-]{0,63}$';
const templatePattern = '^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$';
const localePattern = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$';
const envNamePattern = '^[A-Z_][A-Z0-9_]*$';
const maxTitleLength = 200;

/**
 * A text that `read` turns into a value. What `read` refuses by throwing `InvalidInput` becomes an issue that carries
 * the problem code; the other values of the file are looked at all the same.
 */
export function textRead<T>(code: ProblemCode, read: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const { message, said } = error;
      context.addIssue({ code: 'custom', message, params: { code, said } });
      return z.NEVER;
    }
  });
}

/** A text that must match a pattern, which editors get to see too. */
function patterned(code: ProblemCode, pattern: string, complaint: (text: string) => Sentence) {
  const expression = new RegExp(pattern);
  const schema = textRead(code, (text) => {
    if (!expression.test(text)) throw invalid('invalid_text', complaint(text));
    return text;
  });
  return (description: string, ...examples: readonly string[]) =>
    schema.meta({ description, pattern, ...shownExamples(examples) });
}

/** One of a few words; another one gets a suggestion. */
export function choice<const T extends string>(
  values: readonly T[],
  description: string,
  code: ProblemCode = 'invalid-value',
) {
  return textRead(code, (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    const said = { text: quoted(text), meant: hint(text, values) };
    throw invalid('invalid_word', sentence('lint.not-allowed-here', said));
  }).meta({ description, enum: [...values], examples: [...values] });
}

/** Editors show examples beside the description; without any they are left out. */
function shownExamples(examples: readonly string[]): { examples?: string[] } {
  return examples.length === 0 ? {} : { examples: [...examples] };
}

/** A text as messages quote it: short, and in one line. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return JSON.stringify(shown);
}

/** A key or id: it stands in URLs, file names and reports. */
export const slug = patterned('invalid-slug', slugPattern, (text) =>
  sentence('lint.slug', { text: quoted(text) }),
);

export const templateKey = patterned('invalid-template', templatePattern, (text) =>
  sentence('lint.template-key', { text: quoted(text) }),
);

export const localeTag = patterned('invalid-locale', localePattern, (text) =>
  sentence('lint.locale', { text: quoted(text) }),
);

/** Does not repeat what was written: it may be the secret itself. */
export const envName = patterned('invalid-env-name', envNamePattern, () =>
  sentence('lint.env-name'),
);

/** A reference to something named elsewhere; whether it exists is looked at when the whole file is known. */
export function reference(description: string, ...examples: readonly string[]) {
  return z.string().meta({ description, ...shownExamples(examples) });
}

/** A text for people, in one line. */
export function title(description: string, ...examples: readonly string[]) {
  return textRead('invalid-title', (text) => {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.length > maxTitleLength || /\p{Cc}/u.test(trimmed)) {
      throw invalid('invalid_title', sentence('lint.title', { most: maxTitleLength }));
    }
    return trimmed;
  }).meta({ description, minLength: 1, maxLength: maxTitleLength, ...shownExamples(examples) });
}

/** A condition in CEL; what is wrong with it is told at its own place by `condition-checks.ts`. */
export function condition(scope: ConditionScope, description: string) {
  const variables =
    scope === 'step' ? 'prospect, enrolment, history' : 'prospect, enrolment, history, event';
  return z.string().meta({
    description: `${description}. CEL over ${variables}`,
    examples: [
      scope === 'step' ? 'prospect.attributes.budget >= 50000' : 'event.intent == "positive"',
    ],
  });
}

export function duration(description: string, ...examples: readonly string[]) {
  return textRead('invalid-duration', parseDuration).meta({
    description: `${description} (2s, 15m, 4 hours, 3 days, 2 weeks, 3 business days, or ISO 8601 such as P3D)`,
    ...shownExamples(examples),
  });
}
