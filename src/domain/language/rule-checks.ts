import { objectionCategories } from '../event.ts';
import { type SentenceKey, sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { editDistance } from './nearest.ts';
import type { Loose, Outline, RuleOutline } from './outline.ts';
import type { Report } from './report.ts';
import { rulesShape } from './rule-shape.ts';

/** Rules: what excludes what, and what never happens. The tracks that they lead to are for `track-checks.ts`. */
export function checkRules(outline: Outline, document: SourceDocument, report: Report): void {
  for (const rule of outline.rules) {
    checkActions(rule, document, report);
    checkPause(rule, document, report);
    checkCategory(rule, document, report);
  }
}

const actions = ['pause', 'task', 'track', 'exit', 'advance', 'enrol'] as const;

/** Pairs that cannot both be done, with what is said of them. The second one is where the problem is shown. */
const exclusive: readonly (readonly [string, string, SentenceKey])[] = [
  ['pause', 'exit', 'lint.pause-and-exit'],
  ['track', 'exit', 'lint.track-and-exit'],
];

/** Pairs of which the second is left out, with what is said of them. */
const shadowed: readonly (readonly [string, string, SentenceKey])[] = [
  ['track', 'advance', 'lint.track-hides-advance'],
  ['exit', 'advance', 'lint.exit-hides-advance'],
];

function checkActions({ rule, path }: RuleOutline, document: SourceDocument, report: Report): void {
  if (!actions.some((action) => Object.hasOwn(rule, action))) {
    report(
      'empty-rule',
      document.locateKey(path),
      sentence('lint.empty-rule', { actions: { list: actions } }),
    );
  }
  const both = (first: string, second: string) =>
    Object.hasOwn(rule, first) && Object.hasOwn(rule, second);
  for (const [first, second, key] of exclusive) {
    if (!both(first, second)) continue;
    const position = document.locateKey([...path, second]);
    report('contradiction', position, sentence(key));
  }
  for (const [first, second, key] of shadowed) {
    if (!both(first, second)) continue;
    const position = document.locateKey([...path, second]);
    report('shadowed-action', position, sentence(key));
  }
}

function checkPause({ rule, path }: RuleOutline, document: SourceDocument, report: Report): void {
  const waits = waitsForDate(rule);
  if (waits && !Object.hasOwn(rule, 'default')) {
    report(
      'missing-default',
      document.locateKey([...path, 'pause']),
      sentence('lint.missing-default', { pause: String(rule.pause) }),
    );
  }
  if (!waits && Object.hasOwn(rule, 'default')) {
    report(
      'unused-default',
      document.locateKey([...path, 'default']),
      sentence('lint.unused-default'),
    );
  }
  const others = ['task', 'exit', 'default'].some((key) => Object.hasOwn(rule, key));
  if (rule.pause === true && !others && isEvent(path[1])) {
    report(
      'pause-without-task',
      document.locateKey([...path, 'pause']),
      sentence('lint.pause-without-task'),
    );
  }
}

function isEvent(key: unknown): boolean {
  return typeof key === 'string' && Object.hasOwn(rulesShape.shape, key);
}

function waitsForDate(rule: Loose): boolean {
  return rule.pause === 'until-date' || rule.pause === 'until-return';
}

/** A category of one's own is allowed, so only what looks like a slip of the finger is told. */
function checkCategory({ path }: RuleOutline, document: SourceDocument, report: Report): void {
  const [, event, category] = path;
  if (event !== 'objection' || typeof category !== 'string') return;
  const known: readonly string[] = [...objectionCategories, 'default'];
  if (known.includes(category)) return;
  const allowed = category.length < 6 ? 1 : 2;
  const meant = known.find((each) => editDistance(category.replace(/_/g, '-'), each) <= allowed);
  if (meant === undefined) return;
  report(
    'unlikely-category',
    document.locateKey(path),
    sentence('lint.unlikely-category', { category, meant }),
  );
}
