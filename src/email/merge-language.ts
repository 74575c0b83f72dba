import Handlebars from 'handlebars';

/** What a render finds missing; filled while a template runs. */
export interface Collector {
  missing: Set<string>;
}

const fieldHelper = '__field';

/** Helpers that templates may use. */
export const knownHelpers: readonly string[] = [
  'default',
  'eq',
  'if',
  'unless',
  'each',
  'with',
  'lookup',
];

/** An instance of our own: nothing that another part of the program registers is seen here. */
function createHandlebars(collector: Collector): typeof Handlebars {
  const own = Handlebars.create();
  own.registerHelper(fieldHelper, (value: unknown, name: unknown) => {
    if (isMissing(value)) collector.missing.add(String(name));
    return value;
  });
  own.registerHelper('default', (value: unknown, fallback: unknown) => {
    if (!isMissing(value)) return value;
    if (isMissing(fallback)) collector.missing.add('default');
    return fallback;
  });
  own.registerHelper('eq', (a: unknown, b: unknown) => a === b);
  return own;
}

function isMissing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (typeof value === 'object' && !(value instanceof Handlebars.SafeString))
  );
}

export type MergeTemplate = (context: unknown) => string;

/**
 * Compiles Handlebars so that every field without a value is noted in the collector.
 *
 * @param escapeHtml  for HTML; not for a subject or a text part
 */
export function compileMerge(
  text: string,
  escapeHtml: boolean,
  collector: Collector,
): MergeTemplate {
  const own = createHandlebars(collector);
  const program = own.parse(text);
  new FieldMarker().accept(program);
  return own.compile(program, { noEscape: !escapeHtml });
}

/** Turns `{{path}}` into `{{__field path "path"}}`. Handlebars offers walking a program as a class only. */
class FieldMarker extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path, params } = mustache;
    if (params.length > 0 || path.type !== 'PathExpression') return;
    const field = path as hbs.AST.PathExpression;
    const { loc } = mustache;
    const literal = { type: 'StringLiteral', value: field.original, original: field.original, loc };
    mustache.params = [field, literal as hbs.AST.StringLiteral];
    mustache.path = {
      type: 'PathExpression',
      original: fieldHelper,
      parts: [fieldHelper],
      depth: 0,
      data: false,
      loc,
    } as hbs.AST.PathExpression;
  }
}
