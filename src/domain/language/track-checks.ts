import type { SourceDocument } from './document.ts';
import { suggestion } from './nearest.ts';
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
      const message = `The cadence has no track ${key}${suggestion(key, keys)}`;
      report('unknown-track', document.locate([...rule.path, 'track']), message);
    } else {
      checkLoop(rule, track, document, report);
    }
  }
  for (const track of outline.tracks) {
    if (!used.has(track.key)) {
      const message = `No rule under \`on\` leads to the track ${track.key}, so its steps are never reached.`;
      report('unused-track', document.locateKey(track.path), message);
    }
    checkExit(track, document, report);
  }
}

/** What a mail of the track brings about by itself: an answer, or the automatic answer of somebody away. */
const answers: Readonly<Record<string, string>> = {
  reply: 'Each answer',
  out_of_office: 'Each automatic answer',
};

function checkLoop(
  { rule, path }: RuleOutline,
  track: TrackOutline,
  document: SourceDocument,
  report: Report,
): void {
  const answer = answers[String(path[1])];
  const stops = Object.hasOwn(rule, 'pause') || Object.hasOwn(rule, 'exit');
  const mails = track.steps.some(({ step }) => isLoose(step.email));
  if (answer === undefined || stops || !mails || track.track.then === 'exit') return;
  const message = `${answer} leads into the track ${track.key} once more, which then only waits for a person: add \`pause: true\` and a task, or let the track end with \`then: exit\`.`;
  report('track-loop', document.locate([...path, 'track']), message);
}

function checkExit(track: TrackOutline, document: SourceDocument, report: Report): void {
  for (const { step, path } of track.steps) {
    if (!isLoose(step.task) || Object.hasOwn(step.task, 'skip_after')) continue;
    const message = `Nobody leaves the track ${track.key} before somebody has completed this task: give it \`skip_after\`.`;
    report('branch-without-exit', document.locateKey([...path, 'task']), message);
  }
}
