import { type SentenceKey, sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { hint } from './nearest.ts';
import { isLoose, type Outline, type RuleOutline, type TrackOutline } from './outline.ts';
import type { Report } from './report.ts';

/** Tracks: how one gets in, and how one gets out again. */
export function checkTracks(outline: Outline, document: SourceDocument, report: Report): void {
  const keys = outline.tracks.map((track) => track.key);
  const used = new Set<string>();
  for (const rule of outline.rules) {
    const key = rule.rule.track;
    if (typeof key !== 'string') continue;
    used.add(key);
    const track = outline.tracks.find((each) => each.key === key);
    if (track === undefined) {
      report(
        'unknown-track',
        document.locate([...rule.path, 'track']),
        sentence('lint.unknown-track', { track: key, meant: hint(key, keys) }),
      );
    } else {
      checkLoop(rule, track, document, report);
    }
  }
  for (const track of outline.tracks) {
    if (!used.has(track.key)) {
      report(
        'unused-track',
        document.locateKey(track.path),
        sentence('lint.unused-track', { track: track.key }),
      );
    }
    checkExit(track, document, report);
  }
}

/** What is said where a mail of the track brings it about by itself: an answer, or the automatic one of somebody away. */
const loops: Readonly<Record<string, SentenceKey>> = {
  reply: 'lint.track-loop-of-answers',
  out_of_office: 'lint.track-loop-of-machines',
};

function checkLoop(
  { rule, path }: RuleOutline,
  track: TrackOutline,
  document: SourceDocument,
  report: Report,
): void {
  const said = loops[String(path[1])];
  const stops = Object.hasOwn(rule, 'pause') || Object.hasOwn(rule, 'exit');
  const mails = track.steps.some(({ step }) => isLoose(step.email));
  if (said === undefined || stops || !mails || track.track.then === 'exit') return;
  report('track-loop', document.locate([...path, 'track']), sentence(said, { track: track.key }));
}

function checkExit(track: TrackOutline, document: SourceDocument, report: Report): void {
  for (const { step, path } of track.steps) {
    if (!isLoose(step.task) || Object.hasOwn(step.task, 'skip_after')) continue;
    report(
      'branch-without-exit',
      document.locateKey([...path, 'task']),
      sentence('lint.branch-without-exit', { track: track.key }),
    );
  }
}
