/** What a PromQL expression reads, as far as a check of names needs it: no parser of the language, but of its brackets. */

export interface Reading {
  readonly metric: string;
  /** Labels that it is chosen by, or that the sums around it are made over. */
  readonly labels: readonly string[];
}

/** Words of the language that stand where a metric could. */
const words = new Set([
  ...['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right'],
  ...['bool', 'offset', 'inf', 'nan'],
]);

const grouping = /\b(?:by|on)\s*\(([^()]*)\)\s*/g;

/** Each metric of an expression with the labels that it has to have. */
export function readingsOf(expression: string): readonly Reading[] {
  // Strings hold anything, durations look like words.
  const plain = expression.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const groups = [...plain.matchAll(grouping)].map((found) => {
    const from = found.index + found[0].length;
    return { from, to: endOfBracket(plain, from), labels: listOf(found[1] ?? '') };
  });
  const named = plain.replace(grouping, (all) => ' '.repeat(all.length));
  return [...named.matchAll(/[a-zA-Z_:][\w:]*/g)].flatMap(({ 0: metric, index }) => {
    const before = named.slice(0, index);
    const isLabel = before.lastIndexOf('{') > before.lastIndexOf('}');
    const after = named.slice(index + metric.length);
    if (isLabel || words.has(metric) || /^\s*\(/.test(after) || /[\d.$]$/.test(before)) return [];
    const chosen = /^\s*\{([^}]*)\}/.exec(after)?.[1] ?? '';
    const own = [...chosen.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
    const around = groups.filter(({ from, to }) => from <= index && index < to);
    return [{ metric, labels: [...own, ...around.flatMap(({ labels }) => labels)] }];
  });
}

/** The labels that the outcome of an expression is told by: those of its outermost sums; null: those of the metric itself. */
export function outcomeLabels(expression: string): readonly string[] | null {
  const found = [...expression.matchAll(grouping)][0];
  return found === undefined ? null : listOf(found[1] ?? '');
}

function listOf(text: string): string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

/** Where the bracket that opens at `from` ends. */
function endOfBracket(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
