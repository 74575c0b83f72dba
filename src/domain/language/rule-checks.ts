import type { SourceDocument } from './document.ts';
import { suggestion } from './nearest.ts';
import type { Loose, Outline, RuleOutline } from './outline.ts';
import type { Report } from './report.ts';

/** Rules: what excludes what, and the tracks that they lead to. */
export function checkRules(outline: Outline, document: SourceDocument, report: Report): void {
  const tracks = outline.tracks.map((track) => track.key);
  const used = new Set<string>();
  for (const rule of outline.rules) {
    checkActions(rule, document, report);
    const track = rule.rule.track;
    if (typeof track !== 'string') continue;
    used.add(track);
    if (tracks.includes(track)) continue;
    const message = `The cadence has no track ${track}${suggestion(track, tracks)}`;
    report('unknown-track', document.locate([...rule.path, 'track']), message);
  }
  for (const { key, path } of outline.tracks) {
    if (used.has(key)) continue;
    const message = `No rule under \`on\` leads to the track ${key}.`;
    report('unused-track', document.locateKey(path), message, 'warning');
  }
}

const actions = ['pause', 'task', 'track', 'exit', 'advance', 'enrol'] as const;

/** Pairs that cannot both be done, with the reason. The second one is where the problem is shown. */
const exclusive: readonly (readonly [string, string, string])[] = [
  ['pause', 'exit', 'an enrolment that has ended cannot pause'],
  ['track', 'exit', 'an enrolment that has ended cannot go over to a track'],
];

function checkActions({ rule, path }: RuleOutline, document: SourceDocument, report: Report): void {
  if (!actions.some((action) => Object.hasOwn(rule, action))) {
    const message = `The rule does nothing: give it one of ${actions.join(', ')}.`;
    report('empty-rule', document.locateKey(path), message);
  }
  for (const [first, second, reason] of exclusive) {
    if (!Object.hasOwn(rule, first) || !Object.hasOwn(rule, second)) continue;
    const position = document.locateKey([...path, second]);
    report('contradiction', position, `${first} and ${second} exclude each other: ${reason}.`);
  }
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
}

function waitsForDate(rule: Loose): boolean {
  return rule.pause === 'until-date' || rule.pause === 'until-return';
}
