import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { isLoose } from './outline.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** Rules of countries that nothing asks for. */
export function checkPolicy(document: SourceDocument, report: Report): void {
  const policy = valueAt(document.value, ['policy']);
  if (!isLoose(policy) || Object.hasOwn(policy, 'lawful_basis')) return;
  for (const key of ['countries', 'default']) {
    if (!Object.hasOwn(policy, key)) continue;
    report(
      'not-acted-on',
      document.locateKey(['policy', key]),
      sentence('lint.policy-alone', { key }),
    );
  }
}
