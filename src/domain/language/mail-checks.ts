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
    const message =
      'template and variants exclude each other: a mail has one template, or several variants.';
    report('contradiction', document.locateKey([...at, 'variants']), message);
  } else if (!template && !variants) {
    report('missing-key', document.locate(at), `template is missing in ${nameOf(at)}.`);
  }
}

function checkVariants(email: Loose, at: Path, document: SourceDocument, report: Report): void {
  if (!Array.isArray(email.variants)) return;
  const list: readonly unknown[] = email.variants;
  const path = [...at, 'variants'];
  if (list.length < 2) {
    const message = 'Variants are compared with one another: give two or more, or one `template`.';
    report('single-variant', document.locateKey(path), message);
  }
  const seen = new Map<string, number>();
  for (const [index, variant] of list.entries()) {
    const id = isLoose(variant) ? variant.id : undefined;
    if (typeof id !== 'string') continue;
    const position = document.locate([...path, index, 'id']);
    const first = seen.get(id);
    if (first === undefined) seen.set(id, position.line);
    else
      report('duplicate-variant', position, `The variant ${id} is there in line ${first} already.`);
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
    const message = 'All weights are 0, so nobody gets this mail: give at least one a share.';
    report('no-weight', document.locateKey(path), message);
  } else if (Math.abs(sum - 100) > 0.5) {
    const message = `The weights add up to ${sum}, not to 100: they are taken as shares of ${sum}.`;
    report('weight-sum', document.locateKey(path), message);
  }
}

function checkWinner(email: Loose, at: Path, document: SourceDocument, report: Report): void {
  if (!Object.hasOwn(email, 'winner') || Object.hasOwn(email, 'variants')) return;
  const message = 'There is no winner without `variants`: add some, or take the key out.';
  report('winner-without-variants', document.locateKey([...at, 'winner']), message);
}
