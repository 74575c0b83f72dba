import {
  type Change,
  diffCadences,
  diffTemplates,
  type TemplateChange,
} from '../../domain/edit/diff.ts';
import { listCadences, readCurrentVersion } from '../../store/cadences.ts';
import { countStanding, type StandingCount } from '../../store/plan.ts';
import type { PublicationMode } from '../../store/publications.ts';
import type { App } from '../context.ts';
import { type NextTouches, nextTouches } from '../enrolments/plan-touches.ts';
import { type Library, refuseErrors } from './library.ts';
import { type Draft, draftsOf } from './publish.ts';
import { type RenderedDiff, renderedDiffs } from './rendered-diff.ts';

/** What publishing one cadence would change. */
export interface CadencePlan {
  readonly cadence: string;
  readonly what: 'new' | 'changed' | 'unchanged';
  /** The version that is current; null for a new one. */
  readonly number: number | null;
  readonly changes: readonly Change[];
  readonly templates: readonly TemplateChange[];
  /** Mails whose template has changed, for a sample prospect. */
  readonly mails: readonly RenderedDiff[];
  readonly standing: readonly StandingCount[];
  readonly sample: readonly NextTouches[];
}

export interface Plan {
  readonly mode: PublicationMode;
  readonly cadences: readonly CadencePlan[];
  /** Published, but in no file any more: publishing leaves them as they are. */
  readonly withoutFile: readonly string[];
}

/**
 * What `publish` would do with these cadences, or all of them; nothing is written.
 *
 * @throws InvalidInput `invalid_library`; NotFound `unknown_cadence`
 */
export async function plan(
  app: App,
  library: Library,
  request: { readonly keys: readonly string[]; readonly mode: PublicationMode },
): Promise<Plan> {
  refuseErrors(library);
  const { keys, mode } = request;
  const cadences: CadencePlan[] = [];
  for (const draft of draftsOf(library, keys)) {
    cadences.push(await planOne(app, library, draft, mode));
  }
  const inFiles = new Set(library.cadences.map(({ cadence }) => cadence?.key));
  const published = keys.length > 0 ? [] : await listCadences(app.db);
  const withoutFile = published.map(({ key }) => key).filter((key) => !inFiles.has(key));
  return { mode, cadences, withoutFile };
}

/** Whether publishing would change anything. */
export function changesAnything({ cadences }: Plan): boolean {
  return cadences.some(({ what }) => what !== 'unchanged');
}

async function planOne(
  app: App,
  library: Library,
  draft: Draft,
  mode: PublicationMode,
): Promise<CadencePlan> {
  const { key: cadence } = draft.definition;
  const current = await readCurrentVersion(app.db, cadence);
  const none = { changes: [], templates: [], mails: [] };
  if (current === null) {
    return { cadence, what: 'new', number: null, ...none, standing: [], sample: [] };
  }
  const { number } = current;
  const standing = await countStanding(app.db, cadence);
  const sample = await nextTouches(app, draft, mode);
  if (current.hash === draft.hash) {
    return { cadence, what: 'unchanged', number, ...none, standing, sample };
  }
  const from = { cadence: current.definition, templates: current.templates };
  const to = { cadence: draft.definition, templates: draft.templates };
  const templates = diffTemplates(from, to);
  return {
    cadence,
    what: 'changed',
    number,
    changes: diffCadences(from.cadence, to.cadence),
    templates,
    mails: await renderedDiffs(app, library, current, draft.definition, templates),
    standing,
    sample,
  };
}
