import { sentence } from '../sentence.ts';
import { checkAttachmentKeys } from './attachment-shape.ts';
import type { SourceDocument } from './document.ts';
import { isLoose, type Loose, type Outline } from './outline.ts';
import type { Path, Report } from './report.ts';
import { nameOf } from './shape-problems.ts';

/** What each mail is made of: one template, or variants of it. */
export function checkMails(outline: Outline, document: SourceDocument, report: Report): void {
  const steps = [...outline.steps, ...outline.tracks.flatMap((track) => track.steps)];
  for (const { step, path } of steps) {
    if (!isLoose(step.email)) continue;
    const at = [...path, 'email'];
    checkTemplate(step.email, at, document, report);
    checkVariants(step.email, at, document, report);
    checkWinner(step.email, at, document, report);
    checkAttachmentKeys(step.email, at, document, report);
  }
}

function checkTemplate(email: Loose, at: Path, document: SourceDocument, report: Report): void {
  const template = Object.hasOwn(email, 'template');
  const variants = Object.hasOwn(email, 'variants');
  if (template && variants) {
    report(
      'contradiction',
      document.locateKey([...at, 'variants']),
      sentence('lint.template-and-variants'),
    );
  } else if (!template && !variants) {
    report(
      'missing-key',
      document.locate(at),
      sentence('lint.missing-key', { key: 'template', where: nameOf(at) }),
    );
  }
}

function checkVariants(email: Loose, at: Path, document: SourceDocument, report: Report): void {
  if (!Array.isArray(email.variants)) return;
  const list: readonly unknown[] = email.variants;
  const path = [...at, 'variants'];
  if (list.length < 2) {
    report('single-variant', document.locateKey(path), sentence('lint.single-variant'));
  }
  const seen = new Map<string, number>();
  for (const [index, variant] of list.entries()) {
    const id = isLoose(variant) ? variant.id : undefined;
    if (typeof id !== 'string') continue;
    const position = document.locate([...path, index, 'id']);
    const first = seen.get(id);
    if (first === undefined) seen.set(id, position.line);
    else
      report(
        'duplicate-variant',
        position,
        sentence('lint.duplicate-variant', { id, line: first }),
      );
  }
  checkWeights(list, path, document, report);
}

function checkWeights(
  list: readonly unknown[],
  path: Path,
  document: SourceDocument,
  report: Report,
): void {
  const weights = list.map((variant) => (isLoose(variant) ? variant.weight : undefined));
  if (weights.length === 0 || !weights.every((weight) => typeof weight === 'number')) return;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) {
    report('no-weight', document.locateKey(path), sentence('lint.no-weight'));
  } else if (Math.abs(sum - 100) > 0.5) {
    report('weight-sum', document.locateKey(path), sentence('lint.weight-sum', { sum }));
  }
}

function checkWinner(email: Loose, at: Path, document: SourceDocument, report: Report): void {
  if (!Object.hasOwn(email, 'winner') || Object.hasOwn(email, 'variants')) return;
  report(
    'winner-without-variants',
    document.locateKey([...at, 'winner']),
    sentence('lint.winner-alone'),
  );
}
