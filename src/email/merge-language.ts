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
function createHandlebars(collector: Collector, written: Written): typeof Handlebars {
  const own = Handlebars.create();
  own.registerHelper(fieldHelper, (value: unknown, name: unknown) => {
    if (isMissing(value)) collector.missing.add(String(name));
    return written(value);
  });
  own.registerHelper('default', (value: unknown, fallback: unknown) =>
    isMissing(value) ? fallback : value,
  );
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

/** A value as it stands in the result. */
type Written = (value: unknown) => string;

export type MergeTemplate = (context: unknown) => string;

export interface MergeOptions {
  /** For HTML; not for a subject or a text part. */
  readonly escapeHtml: boolean;
  /**
   * Encodes every piece of the result on its own: what stands in the template once, when it is compiled, and only the
   * values at each render.
   */
  readonly encode?: (piece: string) => string;
}

/** Compiles Handlebars so that every field without a value is noted in the collector. */
export function compileMerge(
  text: string,
  { escapeHtml, encode }: MergeOptions,
  collector: Collector,
): MergeTemplate {
  const plain: Written = (value) => (value === undefined || value === null ? '' : String(value));
  const escaped: Written = escapeHtml
    ? (value) => Handlebars.escapeExpression(plain(value))
    : plain;
  const own = createHandlebars(
    collector,
    encode === undefined ? escaped : (value) => encode(escaped(value)),
  );
  const program = own.parse(text);
  new FieldMarker(encode).accept(program);
  const run = own.compile(program, { noEscape: true });
  return (context) => run(context, ownPropertiesOnly);
}

/** What an object inherits is no merge field; saying so here keeps Handlebars from warning about it on stderr. */
const ownPropertiesOnly = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
};

/**
 * Turns `{{path}}` into `{{__field path "path"}}`, and `{{helper …}}` into `{{__field (helper …) "…"}}`. Handlebars offers
 * walking a program as a class only.
 */
class FieldMarker extends Handlebars.Visitor {
  private readonly encode: MergeOptions['encode'];

  constructor(encode: MergeOptions['encode']) {
    super();
    this.encode = encode;
  }

  override ContentStatement(content: hbs.AST.ContentStatement): void {
    if (this.encode !== undefined) content.value = this.encode(content.value);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path, params, hash, loc } = mustache;
    const called = { type: 'SubExpression', path, params, hash, loc } as hbs.AST.SubExpression;
    const name = nameOf(params.length > 0 ? called : path);
    const literal = { type: 'StringLiteral', value: name, original: name, loc };
    mustache.params = [params.length > 0 ? called : path, literal as hbs.AST.StringLiteral];
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

/** What a person looks for when a value is missing: of `default` the field before the fallback. */
function nameOf(expression: hbs.AST.Expression): string {
  if (expression.type !== 'SubExpression') {
    return String(Reflect.get(expression, 'original') ?? Reflect.get(expression, 'value'));
  }
  const { path, params } = expression as hbs.AST.SubExpression;
  const [first] = params;
  if (nameOf(path) === 'default' && first !== undefined) return nameOf(first);
  return `(${[path, ...params].map(nameOf).join(' ')})`;
}
