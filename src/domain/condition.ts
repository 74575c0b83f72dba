/**
 * Conditions: the Common Expression Language (https://cel.dev) over declared variables. An expression is checked against their
 * types when a cadence is read, and cannot loop, reach anything else or take long.
 *
 * | variable    | fields                                                                                            |
 * |-------------|---------------------------------------------------------------------------------------------------|
 * | `prospect`  | email, domain, firstName, lastName, title, phone, company, country, timezone, locale (texts; ''   |
 * |             | when not known), attributes (a map: the columns of your list)                                     |
 * | `enrolment` | stage, track, owner (texts), variables (a map)                                                    |
 * | `history`   | sent, skipped, replied, clicked (lists of step ids), outcomes (a map: task step id → outcome)     |
 * | `event`     | type, category, intent, text, stage, code (texts), hard (true or false); in rules only            |
 */
import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { hint } from './language/nearest.ts';
import { type Sentence, sentence } from './sentence.ts';

/** `rule`: there is an event, and `history` leaves out what was heard. */
export type ConditionScope = 'step' | 'rule';

export interface ConditionFacts {
  readonly prospect: Readonly<Record<(typeof prospectFields)[number], string>> & {
    readonly attributes: Readonly<Record<string, unknown>>;
  };
  readonly enrolment: {
    readonly stage: string;
    readonly track: string;
    readonly owner: string;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly history: History;
  readonly event?: Readonly<Record<(typeof eventFields)[number], string>> & {
    readonly hard: boolean;
  };
}

/** What became of the touches of an enrolment, by step id. */
export interface History {
  readonly sent: readonly string[];
  readonly skipped: readonly string[];
  readonly replied: readonly string[];
  readonly clicked: readonly string[];
  readonly outcomes: Readonly<Record<string, string>>;
}

export const prospectFields = [
  'email',
  'domain',
  'firstName',
  'lastName',
  'title',
  'phone',
  'company',
  'country',
  'timezone',
  'locale',
] as const;

export const eventFields = ['type', 'category', 'intent', 'text', 'stage', 'code'] as const;

const texts = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, 'string']));

const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  prospect: { ...texts(prospectFields), attributes: 'map<string, dyn>' },
  enrolment: { ...texts(['stage', 'track', 'owner']), variables: 'map<string, dyn>' },
  history: {
    ...Object.fromEntries(
      ['sent', 'skipped', 'replied', 'clicked'].map((name) => [name, 'list<string>']),
    ),
    outcomes: 'map<string, string>',
  },
};
const eventVariable = { ...texts(eventFields), hard: 'bool' };

const limits = {
  maxAstNodes: 400,
  maxDepth: 40,
  maxListElements: 200,
  maxMapEntries: 50,
  maxCallArguments: 16,
};

const environments: Partial<Record<ConditionScope, Environment>> = {};

function environmentOf(scope: ConditionScope): Environment {
  const known = environments[scope];
  if (known !== undefined) return known;
  const environment = new Environment({ limits });
  const all = scope === 'rule' ? { ...variables, event: eventVariable } : variables;
  for (const [name, schema] of Object.entries(all)) environment.registerVariable({ name, schema });
  environments[scope] = environment;
  return environment;
}

/** A mistake in a condition; the offset counts characters from its beginning. */
export interface ConditionProblem {
  readonly offset: number;
  readonly said: Sentence;
  /** `name`: a variable or field that does not exist. */
  readonly kind: 'syntax' | 'name' | 'type';
}

/** What is wrong with a condition, or null. It must come out as true or false. */
export function checkCondition(text: string, scope: ConditionScope): ConditionProblem | null {
  const result = environmentOf(scope).check(text);
  if (!result.valid) return problemOf(result.error, text, scope);
  if (result.type === 'bool') return null;
  const said = sentence('lint.condition-not-bool', { type: String(result.type) });
  return { offset: 0, said, kind: 'type' };
}

function problemOf(error: unknown, text: string, scope: ConditionScope): ConditionProblem {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const node: unknown = error instanceof Error ? Reflect.get(error, 'node') : undefined;
  const at = typeof node === 'object' && node !== null ? Reflect.get(node, 'pos') : 0;
  const offset = typeof at === 'number' ? Math.min(at, text.length) : 0;
  const variable = /^Unknown variable: (\S+)/.exec(message)?.[1];
  if (variable !== undefined) {
    const names = [...Object.keys(variables), ...(scope === 'rule' ? ['event'] : [])];
    const meant = variable === 'event' ? sentence('hint.event-in-rules') : hint(variable, names);
    return {
      offset,
      kind: 'name',
      said: sentence('lint.unknown-variable', { name: variable, meant }),
    };
  }
  const field = /^No such key: (\S+)/.exec(message)?.[1];
  if (field !== undefined) {
    const fields = [
      ...Object.values(variables).flatMap(Object.keys),
      ...Object.keys(eventVariable),
    ];
    const meant = hint(field, fields);
    return { offset, kind: 'name', said: sentence('lint.unknown-field', { name: field, meant }) };
  }
  if (message === 'Unexpected character: =') {
    return { offset, kind: 'syntax', said: sentence('lint.condition-assigns') };
  }
  const kind = /^(Unexpected|Unterminated|Expected|Exceeded)/i.test(message) ? 'syntax' : 'type';
  const said =
    message === 'Unexpected token: EOF'
      ? sentence('lint.condition-cut')
      : sentence('lint.condition', { words: message });
  return { offset, kind, said };
}

export type ConditionResult =
  | { readonly holds: boolean }
  /** It could not be told, which counts as false: a column that this prospect does not have. */
  | { readonly holds: false; readonly because: string };

const parsed = new Map<string, ParseResult>();
const keptAtMost = 2_000;

/** Whether a condition holds. Never throws: what cannot be told is false, and says why. */
export function evaluateCondition(
  text: string,
  scope: ConditionScope,
  facts: ConditionFacts,
): ConditionResult {
  try {
    const key = `${scope} ${text}`;
    let run = parsed.get(key);
    if (run === undefined) {
      run = environmentOf(scope).parse(text);
      if (parsed.size >= keptAtMost) parsed.clear();
      parsed.set(key, run);
    }
    return { holds: run({ ...facts }) === true };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { holds: false, because: message };
  }
}
