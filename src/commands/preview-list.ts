import type { MailAudit } from '../app/library/audit-figures.ts';
import { auditList, type ListAudit } from '../app/library/audit-list.ts';
import { requireMail } from '../app/library/preview-file.ts';
import { systemClock } from '../clock.ts';
import { auditPage, findingWords, languageWords, mailName, sizeWords } from './audit-page.ts';
import type { CadenceFiles } from './library-file.ts';
import { openList } from './list-file.ts';
import { print, printJson, table } from './print.ts';
import { startProgress } from './progress.ts';
import { writeTo } from './write.ts';

export interface AuditOptions {
  readonly html?: string;
  readonly json?: true;
}

/** `preview --prospects`: every mail for everybody in a list; the command fails when one of them could not go out. */
export async function previewList(
  { library, cadence }: CadenceFiles,
  file: string,
  step: string | undefined,
  options: AuditOptions,
): Promise<void> {
  const asText = options.json !== true;
  const mails = step === undefined ? {} : { mails: [requireMail(cadence, step)] };
  const { rows, refusals } = await openList(library, file, systemClock.now(), asText);
  const progress = startProgress(asText, 'prospects');
  const request = { library, cadence, rows, ...mails, onRow: progress.update };
  const audit = await auditList(request).finally(() => progress.stop());
  if (options.html !== undefined) {
    await writeTo(options.html, auditPage({ file, audit, refusals, madeAt: systemClock.now() }));
  }
  if (audit.held > 0) process.exitCode = 1;
  if (!asText) {
    const steps = audit.steps.map(({ samples: _, ...figures }) => figures);
    return printJson({ ...audit, steps, refusals });
  }
  print(auditTable(audit));
  for (const line of [...findings(audit.steps), '', summary(audit, refusals.length)]) print(line);
  if (options.html !== undefined) print(options.html);
}

function auditTable({ steps }: ListAudit): string {
  const hasTracks = steps.some(({ track }) => track !== null);
  const hasSkips = steps.some(({ skipped }) => skipped > 0);
  const headers = [
    'mail',
    ...(hasTracks ? ['track'] : []),
    ...['ok', 'held'],
    ...(hasSkips ? ['skipped'] : []),
    ...['subject', 'HTML', 'language'],
  ];
  const rows = steps.map((step) => [
    mailName(step),
    ...(hasTracks ? [step.track ?? ''] : []),
    ...[String(step.ok), String(step.held)],
    ...(hasSkips ? [String(step.skipped)] : []),
    ...[String(step.longestSubject), sizeWords(step), languageWords(step)],
  ]);
  return table(headers, rows);
}

function findings(steps: readonly MailAudit[]): string[] {
  return steps.flatMap((step) => [
    ...step.holds.map((found) => `${mailName(step)}: held, ${findingWords(found)}`),
    ...step.remarks.map((found) => `${mailName(step)}: ${findingWords(found)}`),
  ]);
}

function summary({ mails, prospects, held, prospectsHeld }: ListAudit, refused: number): string {
  const outcome =
    held === 0
      ? 'all can go out'
      : `${held} would be held (for ${prospectsHeld} of ${prospects} prospects)`;
  const left = refused === 0 ? '' : `; ${refused} ${refused === 1 ? 'row' : 'rows'} refused`;
  return `${mails} mails for ${prospects} prospects: ${outcome}${left}`;
}
