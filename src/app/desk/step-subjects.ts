import { stepsOf } from '../../domain/cadence.ts';
import { renderText } from '../../email/render.ts';
import { isKnownError } from '../../errors.ts';
import type { CadenceVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';
import { placedMails } from '../library/preview-composer.ts';
import { previewStep } from '../library/preview-file.ts';
import { publishedTemplates } from '../library/published-templates.ts';
import { sampleProspect } from '../library/sample-prospect.ts';
import { mailContext } from '../sending/compose-mail.ts';

/** By the hash of the version: it never changes. */
const kept = new Map<string, ReadonlyMap<string, string>>();
const keptAtMost = 200;

/** Subjects of the mails and titles of the tasks of a version by step, in its own language, as they would be for the sample. */
export async function subjectsOf(
  app: Pick<App, 'db' | 'workspace'>,
  version: CadenceVersion,
): Promise<ReadonlyMap<string, string>> {
  const known = kept.get(version.hash);
  if (known !== undefined) return known;
  const { definition: cadence } = version;
  const own = version.templates.filter(
    ({ locale }) => cadence.locale === null || locale === null || locale === cadence.locale,
  );
  const library = {
    workspace: app.workspace,
    templates: await publishedTemplates(app.db, own),
  };
  const subjects = new Map<string, string>();
  for (const { step } of placedMails(cadence)) {
    // One that cannot be written for the sample has no subject here; its own page says why.
    const mail = await previewStep(library, cadence, step.id, sampleProspect).catch(() => null);
    if (mail !== null) subjects.set(step.id, mail.subject);
  }
  const to = { prospect: sampleProspect, owner: null, variables: {} };
  for (const step of stepsOf(cadence)) {
    if (step.kind !== 'task') continue;
    const context = mailContext(app.workspace, cadence, step, to, null, '');
    subjects.set(step.id, titleOf(step.task.title, context));
  }
  kept.set(version.hash, subjects);
  const [oldest] = kept.keys();
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  return subjects;
}

/** As it is written where it asks for what the sample does not have. */
function titleOf(title: string, context: unknown): string {
  try {
    return renderText(title, context);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return title;
  }
}
