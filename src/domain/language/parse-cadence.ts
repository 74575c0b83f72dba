import type { Cadence } from '../cadence.ts';
import type { CadenceTest } from '../cadence-test.ts';
import { sentence } from '../sentence.ts';
import { checkAdvances } from './advance-checks.ts';
import { cadenceShape } from './cadence-shape.ts';
import { compileCadence } from './compile.ts';
import { checkConditions } from './condition-checks.ts';
import { checkDistances } from './distance-checks.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { checkMails } from './mail-checks.ts';
import { type Mentions, mentionsOf, noMentions } from './mentions.ts';
import { notYetRead } from './not-yet-read.ts';
import { type Outline, outlineOf } from './outline.ts';
import { hasErrors, inOrder, type Problem } from './problem.ts';
import { readTests } from './read-tests.ts';
import { type Path, type Position, problemList, type Report } from './report.ts';
import { checkRules } from './rule-checks.ts';
import { checkSchedule } from './schedule-checks.ts';
import { reportIssues, type ShapeWords } from './shape-problems.ts';
import { checkStages } from './stage-checks.ts';
import { checkSteps } from './step-checks.ts';
import { checkTracks } from './track-checks.ts';

/** What a cadence file says, and what is wrong with it. */
export interface ParsedCadence {
  readonly file: string;
  /** Null when there are errors. */
  readonly cadence: Cadence | null;
  /** Its tests, as far as they can be read; they are no part of the cadence. */
  readonly tests: readonly CadenceTest[];
  /** False when the text cannot be looked into at all: then nothing is known of what it mentions. */
  readonly readable: boolean;
  /** There for a file with mistakes too, as far as it goes. */
  readonly mentions: Mentions;
  /** From the top of the file; warnings are there for good cadences too. */
  readonly problems: readonly Problem[];
  /** Where something in the file is written; the path is that of the file (`steps`, 0, `email`). */
  readonly locate: (path: Path) => Position;
}

/**
 * Reads a cadence file. Never throws, whatever the text. All mistakes are reported in one go, each at the place of
 * the offending text; references to other files (templates, cadences) are left to `checkReferences`.
 */
export function parseCadence(source: string, file: string): ParsedCadence {
  const { document, problems: syntax } = readDocument(source, file);
  if (document === null) {
    const locate = () => ({ line: 1, column: 1 });
    const nothing = { cadence: null, tests: [], readable: false, mentions: noMentions };
    return { file, ...nothing, problems: syntax, locate };
  }
  const { problems: found, report } = problemList(file);
  const parsed = cadenceShape.safeParse(document.value);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, cadenceShape, document, cadenceWords, report);
  }
  const outline = outlineOf(document.value);
  checkWhole(outline, document, report);
  checkConditions(outline, document, source, report);
  const tests = readTests(outline, document, report);
  const problems = inOrder([...syntax, ...found]);
  const cadence = parsed.success && !hasErrors(problems) ? compileCadence(parsed.data) : null;
  const mentions = mentionsOf(outline, document.value);
  return { file, cadence, tests, readable: true, mentions, problems, locate: document.locate };
}

function checkWhole(outline: Outline, document: SourceDocument, report: Report): void {
  checkSchedule(document, report);
  checkStages(outline, document, report);
  checkSteps(outline, document, report);
  checkMails(outline, document, report);
  checkRules(outline, document, report);
  checkTracks(outline, document, report);
  checkAdvances(outline, document, report);
  checkDistances(outline, document, report);
}

const fixedEvents =
  /^(hard|soft)?_?(bounce|complain|complaint|spam|opt_?out|opted_?out|unsubscribe)/;

const cadenceWords: ShapeWords = {
  explainKey: (container, key) => {
    if (container.length === 1 && container[0] === 'on' && fixedEvents.test(folded(key))) {
      return { code: 'fixed-rule', said: sentence('lint.fixed-rule', { key }) };
    }
    const said = notYetRead(container, key);
    return said === null ? null : { code: 'not-yet-supported', said };
  },
  isExplained: () => false,
};

/** `email.bounced`, `prospect.opted_out` and `opt-out` are what people try. */
function folded(key: string): string {
  return key
    .toLowerCase()
    .replace(/^(email|prospect)[._]/, '')
    .replace(/[-.\s]/g, '_');
}
