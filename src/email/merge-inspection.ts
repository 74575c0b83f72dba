import Handlebars from 'handlebars';
import { type Sentence, sentence } from '../domain/sentence.ts';
import { unreadable } from './handlebars-balance.ts';
import { knownHelpers } from './merge-language.ts';

/** A mistake in the Handlebars of a text; line and column within it, from 1. */
export interface MergeProblem {
  readonly line: number;
  readonly column: number;
  readonly code:
    | 'invalid-handlebars'
    | 'unescaped-field'
    | 'unknown-helper'
    | 'wrong-arguments'
    | 'misplaced-helper'
    | 'unknown-partial';
  readonly said: Sentence;
}

/** A place at which a field is used. */
export interface FieldUse {
  /** `prospect.firstName` */
  readonly field: string;
  /**
   * `shown`: a mail without a value is held. `replaced`: there is a fallback, or a condition around it. `asked`: only
   * whether, or what, it is.
   */
  readonly use: 'shown' | 'replaced' | 'asked';
  readonly line: number;
  readonly column: number;
}

export interface MergeInspection {
  readonly uses: readonly FieldUse[];
  readonly problems: readonly MergeProblem[];
}

const nothing: MergeInspection = { uses: [], problems: [] };

/** Fields that a text asks for, and what is wrong with its Handlebars. Never throws. */
export function inspectMerge(text: string): MergeInspection {
  if (!text.includes('{{')) return nothing;
  try {
    const program = Handlebars.parse(text);
    const inspector = new Inspector();
    inspector.accept(program);
    return { uses: inspector.uses, problems: inspector.problems };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { uses: [], problems: [{ ...unreadable(text, told), code: 'invalid-handlebars' }] };
  }
}

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

/** How many arguments each helper takes: from, to. */
const arity: Readonly<Record<string, readonly [number, number]>> = {
  default: [2, 2],
  eq: [2, 2],
  if: [1, 1],
  unless: [1, 1],
  each: [1, 1],
  with: [1, 1],
  lookup: [2, 2],
};

/** Where each helper may stand; elsewhere it fails, or prints `true`, when a mail is due. */
const places: Readonly<Record<string, readonly Call['type'][]>> = {
  default: ['MustacheStatement', 'SubExpression'],
  lookup: ['MustacheStatement', 'SubExpression'],
  eq: ['SubExpression'],
  if: ['BlockStatement'],
  unless: ['BlockStatement'],
  each: ['BlockStatement'],
  with: ['BlockStatement'],
};

function exampleOf(name: string): string {
  if (name === 'default') return '{{default FIELD "fallback"}}';
  if (name === 'lookup') return '{{lookup FIELD "name"}}';
  const condition = name === 'eq' ? 'if (eq FIELD "value")' : `${name} FIELD`;
  return `{{#${condition}}}…{{/${name === 'eq' ? 'if' : name}}}`;
}

/** Handlebars offers walking a program as a class only. */
class Inspector extends Handlebars.Visitor {
  readonly uses: FieldUse[] = [];
  readonly problems: MergeProblem[] = [];
  /** Fields that a condition around this place has found to have a value. */
  private readonly certain: string[] = [];
  /** Inside of `each` and `with` names mean something else, which only a render can tell. */
  private shifted = 0;

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    if (!mustache.escaped) {
      this.report(mustache, 'unescaped-field', sentence('merge.unescaped'));
    }
    this.visit(mustache, 'shown');
  }

  override SubExpression(call: hbs.AST.SubExpression): void {
    this.visit(call, 'shown');
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const name = nameOf(block);
    this.visit(block, 'asked');
    const [subject] = block.params;
    const field = subject === undefined ? null : askedFor(subject);
    const isShift = name === 'each' || name === 'with';
    if (isShift) this.shifted += 1;
    this.inside(block.program, name === 'if' || isShift ? field : null);
    if (isShift) this.shifted -= 1;
    this.inside(block.inverse, name === 'unless' ? field : null);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.report(partial, 'unknown-partial', sentence('merge.partial'));
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.report(partial, 'unknown-partial', sentence('merge.partial-block'));
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.report(decorator, 'unknown-partial', sentence('merge.decorator'));
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.report(decorator, 'unknown-partial', sentence('merge.decorator'));
  }

  private inside(program: hbs.AST.Program | undefined, certain: string | null): void {
    if (program === undefined) return;
    if (certain !== null) this.certain.push(certain);
    this.accept(program);
    if (certain !== null) this.certain.pop();
  }

  /** A helper with its arguments, or a field alone. */
  private visit(call: Call, use: 'shown' | 'asked'): void {
    const name = nameOf(call);
    const wrong = isField(call) ? null : wrongCall(call, name);
    if (isField(call)) this.field(call.path, use);
    else if (wrong !== null) this.report(call, wrong.code, wrong.said);
    else {
      for (const [index, param] of call.params.entries()) {
        const shown = index === 0 ? 'replaced' : 'shown';
        this.argument(param, name === 'default' ? shown : 'asked');
      }
    }
  }

  private argument(node: hbs.AST.Expression, use: FieldUse['use']): void {
    if (node.type === 'SubExpression') this.accept(node);
    else this.field(node, use);
  }

  private field(node: hbs.AST.Expression | hbs.AST.Literal, use: FieldUse['use']): void {
    const field = fieldOf(node);
    if (field === null || this.shifted > 0) return;
    const sure = use === 'shown' && this.certain.includes(field) ? 'replaced' : use;
    const { line, column } = node.loc.start;
    this.uses.push({ field, use: sure, line, column: column + 1 });
  }

  private report(node: hbs.AST.Node, code: MergeProblem['code'], said: Sentence): void {
    const { line, column } = node.loc.start;
    this.problems.push({ line, column: column + 1, code, said });
  }
}

/** `{{prospect.firstName}}`, rather than a helper. */
function isField(call: Call): boolean {
  const isAlone = call.params.length === 0 && call.type === 'MustacheStatement';
  return isAlone && !knownHelpers.includes(nameOf(call));
}

function wrongCall(call: Call, name: string): Pick<MergeProblem, 'code' | 'said'> | null {
  const { params, hash } = call;
  if (!knownHelpers.includes(name)) {
    const said = name.includes('.')
      ? sentence('merge.field-as-helper', { field: name })
      : sentence('merge.unknown-helper', { name, known: { list: knownHelpers } });
    return { code: 'unknown-helper', said };
  }
  if (places[name]?.includes(call.type) !== true) {
    const said = sentence('merge.misplaced', { name, example: exampleOf(name) });
    return { code: 'misplaced-helper', said };
  }
  const [least, most] = arity[name] ?? [0, 9];
  if (params.length < least || params.length > most || (hash?.pairs.length ?? 0) > 0) {
    return { code: 'wrong-arguments', said: takes(name, least) };
  }
  const fallback = name === 'default' ? params[1] : undefined;
  if (fallback?.type !== 'StringLiteral') return null;
  if ((fallback as hbs.AST.StringLiteral).value.trim() !== '') return null;
  return { code: 'wrong-arguments', said: sentence('merge.empty-fallback') };
}

function takes(name: string, count: number): Sentence {
  if (name === 'default') return sentence('merge.default');
  return count === 1
    ? sentence('merge.one-argument', { name })
    : sentence('merge.arguments', { name, count });
}

function nameOf(call: Call): string {
  const path = call.path as hbs.AST.PathExpression;
  return String(path.original ?? '');
}

/** The field that has a value when a condition holds: that of `FIELD` and of `(eq FIELD "value")`. */
function askedFor(condition: hbs.AST.Expression): string | null {
  if (condition.type !== 'SubExpression') return fieldOf(condition);
  const call = condition as hbs.AST.SubExpression;
  const [field, value] = call.params;
  const isEqual = nameOf(call) === 'eq' && value?.type !== 'PathExpression';
  return isEqual && field !== undefined ? fieldOf(field) : null;
}

/** The name of a field, or null for literals, `@root` and the like, and names that go up (`../`). */
function fieldOf(node: hbs.AST.Node): string | null {
  if (node.type !== 'PathExpression') return null;
  const { parts, data, depth } = node as hbs.AST.PathExpression;
  return data || depth > 0 || parts.length === 0 ? null : parts.join('.');
}
