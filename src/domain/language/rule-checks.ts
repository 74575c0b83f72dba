import { objectionCategories } from '../event.ts';
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

/** Pairs that cannot both be done, with the reason. The second one is where the problem is shown. */
const exclusive: readonly (readonly [string, string, string])[] = [
  ['pause', 'exit', 'an enrolment that has ended cannot pause'],
  ['track', 'exit', 'an enrolment that has ended cannot go over to a track'],
];

/** Pairs of which the second is left out, with the reason. */
const shadowed: readonly (readonly [string, string, string])[] = [
  ['track', 'advance', 'the `then` of the track says where it goes on'],
  ['exit', 'advance', 'an enrolment that has ended does not go on'],
];

function checkActions({ rule, path }: RuleOutline, document: SourceDocument, report: Report): void {
  if (!actions.some((action) => Object.hasOwn(rule, action))) {
    const message = `The rule does nothing: give it one of ${actions.join(', ')}.`;
    report('empty-rule', document.locateKey(path), message);
  }
  const both = (first: string, second: string) =>
    Object.hasOwn(rule, first) && Object.hasOwn(rule, second);
  for (const [first, second, reason] of exclusive) {
    if (!both(first, second)) continue;
    const position = document.locateKey([...path, second]);
    report('contradiction', position, `${first} and ${second} exclude each other: ${reason}.`);
  }
  for (const [first, second, reason] of shadowed) {
    if (!both(first, second)) continue;
    const position = document.locateKey([...path, second]);
    report('shadowed-action', position, `${second} is not done beside ${first}: ${reason}.`);
  }
}

function checkPause({ rule, path }: RuleOutline, document: SourceDocument, report: Report): void {
  const waits = waitsForDate(rule);
  if (waits && !Object.hasOwn(rule, 'default')) {
    const message = `\`pause: ${String(rule.pause)}\` needs a \`default\` (as in 30 days) for when no date is named.`;
    report('missing-default', document.locateKey([...path, 'pause']), message);
  }
  if (!waits && Object.hasOwn(rule, 'default')) {
    const message =
      '`default` belongs to `pause: until-date` or `pause: until-return`: take it out.';
    report('unused-default', document.locateKey([...path, 'default']), message);
  }
  const others = ['task', 'exit', 'default'].some((key) => Object.hasOwn(rule, key));
  if (rule.pause === true && !others && isEvent(path[1])) {
    const message =
      'The enrolment stands still until somebody resumes it, and nobody is told: add `task: { kind: reply }`.';
    report('pause-without-task', document.locateKey([...path, 'pause']), message);
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
  const message = `${category} is no usual category and never fires unless your CRM posts it, did you mean ${meant}?`;
  report('unlikely-category', document.locateKey(path), message);
}
