import type { Cadence } from '../../domain/cadence.ts';
import type { TemplateChange } from '../../domain/edit/diff.ts';
import { unifiedDiff } from '../../domain/edit/unified-diff.ts';
import { isKnownError } from '../../errors.ts';
import type { CadenceVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';
import type { Library } from './library.ts';
import { previewStep } from './preview-file.ts';
import { publishedTemplates } from './published-templates.ts';
import { sampleProspect } from './sample-prospect.ts';

/** How a mail changes, as its reader would see it. */
export interface RenderedDiff {
  readonly step: string;
  readonly locale: string | null;
  /** Lines of a unified diff of subject and text part. */
  readonly lines: readonly string[];
  /** Lines that were left out. */
  readonly more: number;
}

const shownAtMost = 40;

/** The mails of templates that have changed, for one sample prospect, by step and language. */
export async function renderedDiffs(
  app: App,
  library: Library,
  current: CadenceVersion,
  definition: Cadence,
  templates: readonly TemplateChange[],
): Promise<RenderedDiff[]> {
  const changed = templates.filter(({ what }) => what === 'changed');
  if (changed.length === 0) return [];
  const old = {
    workspace: app.workspace,
    templates: await publishedTemplates(app.db, current.templates),
  };
  const diffs: RenderedDiff[] = [];
  for (const { locale, steps } of changed) {
    // One step stands for all that use the template.
    const [step] = steps;
    if (step === undefined) continue;
    const [was, is] = await Promise.all([
      shown(old, current.definition, step, locale),
      shown(library, definition, step, locale),
    ]);
    const lines = unifiedDiff(was, is);
    if (lines.length === 0) continue;
    const more = Math.max(0, lines.length - shownAtMost);
    diffs.push({ step, locale, lines: lines.slice(0, shownAtMost), more });
  }
  return diffs;
}

/** Subject and text part; what cannot be rendered says so, and that is a difference too. */
async function shown(
  from: Pick<Library, 'workspace' | 'templates'>,
  cadence: Cadence,
  step: string,
  locale: string | null,
): Promise<string> {
  try {
    const { subject, text } = await previewStep(from, cadence, step, { ...sampleProspect, locale });
    return `Subject: ${subject}\n\n${text.trimEnd()}`;
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return `(not rendered: ${error.message})`;
  }
}
