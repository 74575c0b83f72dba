import type { Problem } from '../domain/language/problem.ts';
import type { SourceLine } from './partials.ts';

/** Gmail cuts a message off at 102 kB, and the opt-out link with it. */
const largestBytes = 100_000;

/** What would keep a mail from arriving or from being lawful: told, not forbidden. */
export function checkHtml(
  html: string,
  mjml: string,
  file: string,
  lines: readonly SourceLine[],
): Problem[] {
  const problems: Problem[] = [];
  const warn = (where: Pick<Problem, 'file' | 'line' | 'column'>, code: string, message: string) =>
    problems.push({ ...where, severity: 'warning', code, message });
  const whole = { file, line: 1, column: 1 };
  for (const { text, file: from, line } of lines) {
    const link = text.search(/href="http:/);
    if (link >= 0) {
      warn({ file: from, line, column: link + 1 }, 'insecure-link', 'Use https: in links.');
    }
    const image = /<mj-image(?![^>]*\balt=)/.exec(text);
    if (image !== null) {
      warn(
        { file: from, line, column: image.index + 1 },
        'missing-alt',
        'An image needs an alt text.',
      );
    }
  }
  if (!mjml.includes('unsubscribeUrl')) {
    warn(whole, 'no-opt-out-link', 'There is no link to {{unsubscribeUrl}} in this mail.');
  }
  if (!mjml.includes('sender.postalAddress')) {
    warn(whole, 'no-postal-address', 'There is no {{sender.postalAddress}} in this mail.');
  }
  if (Buffer.byteLength(html) > largestBytes) {
    warn(
      whole,
      'too-large',
      `The HTML has ${Buffer.byteLength(html)} bytes: Gmail cuts mails off at 102 kB.`,
    );
  }
  return problems;
}
