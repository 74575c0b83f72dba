import { createHash } from 'node:crypto';
import { type Cadence, stepsOf, templatesOfStep } from '../../domain/cadence.ts';
import { canonicalJson } from '../../domain/language/canonical.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import type { AssetFile } from '../../email/asset-files.ts';
import { NotFound } from '../../errors.ts';
import { insertAsset, missingAssets } from '../../store/assets.ts';
import { insertTemplateVersions, publishVersion, type TemplateRef } from '../../store/cadences.ts';
import type { Queryable } from '../../store/db.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { anybodyOnOtherVersions } from '../../store/enrolment-moves.ts';
import {
  insertPublication,
  lockPublishing,
  type PublicationMode,
  type PublishedVersion,
  readMoveTargets,
} from '../../store/publications.ts';
import { wakeStartQueue } from '../../store/start-queues.ts';
import type { App } from '../context.ts';
import { type Library, type LibraryTemplate, refuseErrors } from './library.ts';

export interface PublishRequest {
  /** Only these cadences; empty: all of the library. */
  readonly keys: readonly string[];
  readonly mode: PublicationMode;
  /** Who does it, for the record. */
  readonly by: string;
}

export interface Published {
  readonly cadence: string;
  readonly number: number;
  readonly changed: boolean;
}

export interface PublishedTogether {
  /** Null when there was nothing to publish and nobody to move. */
  readonly publicationId: number | null;
  readonly cadences: readonly Published[];
}

/** A cadence of the library as it would be published. */
export interface Draft {
  readonly hash: string;
  readonly definition: Cadence;
  readonly source: string;
  readonly templates: readonly TemplateRef[];
  readonly compiled: readonly LibraryTemplate[];
  /** Files that its mails carry. */
  readonly assets: readonly AssetFile[];
}

/**
 * Publishes the cadences of a library whose content has changed; all or none. Versions are immutable and addressed by
 * their content, templates included. What was published together is kept as one publication, which can be taken back.
 *
 * With a mode that moves people, cadences that are named are part of it also when their content is the same but somebody
 * is still on an older version of them. The moves themselves are made by `movePending`, and by the reconciler.
 *
 * @throws InvalidInput `invalid_library` when anything has an error; NotFound `unknown_cadence`; then nothing is published
 */
export async function publish(
  app: Pick<App, 'db' | 'clock'>,
  library: Library,
  request: PublishRequest,
): Promise<PublishedTogether> {
  refuseErrors(library);
  const drafts = draftsOf(library, request.keys);
  const now = app.clock.now();
  return app.db.transaction(async (tx) => {
    await lockPublishing(tx);
    const cadences: Published[] = [];
    const versions: PublishedVersion[] = [];
    for (const draft of drafts) {
      await keepAssets(tx, draft.assets, now);
      await insertTemplateVersions(tx, draft.compiled, now);
      const { number, previousHash } = await publishVersion(tx, draft, now);
      const { key: cadence } = draft.definition;
      const changed = previousHash !== draft.hash;
      cadences.push({ cadence, number, changed });
      if (changed) await wakeStartQueue(tx, cadence, now);
      if (changed || (await leavesSomebody(tx, draft, request))) {
        versions.push({ cadence, hash: draft.hash, previousHash });
      }
    }
    if (versions.length === 0) return { publicationId: null, cadences };
    const { mode, by: publishedBy } = request;
    const row = { at: now, publishedBy, mode, takesBack: null, cadences: versions };
    const publicationId = await insertPublication(tx, row);
    deedIsTo('publication', String(publicationId));
    return { publicationId, cadences };
  });
}

/** `publish` in the mode `pin`, of all cadences or of one; people in flight stay on their version. */
export async function publishLibrary(
  app: Pick<App, 'db' | 'clock'>,
  library: Library,
  only?: string,
): Promise<readonly Published[]> {
  const keys = only === undefined ? [] : [only];
  return (await publish(app, library, { keys, mode: 'pin', by: 'cadence' })).cadences;
}

/**
 * The cadences of a library as versions, these or all of them.
 *
 * @throws NotFound `unknown_cadence`
 */
export function draftsOf(library: Library, keys: readonly string[]): Draft[] {
  const drafts = library.cadences.flatMap(({ cadence, source }) => {
    if (cadence === null || (keys.length > 0 && !keys.includes(cadence.key))) return [];
    const used = templatesOf(cadence);
    const compiled = library.templates.filter((template) => used.has(template.key));
    const templates: TemplateRef[] = compiled.map(({ key, locale, hash }) => ({
      key,
      locale,
      hash,
    }));
    const hash = versionHash(cadence, templates);
    const assets = assetsOf(library, cadence, compiled);
    return [{ hash, definition: cadence, source, templates, compiled, assets }];
  });
  const known = new Set(drafts.map(({ definition }) => definition.key));
  const unknown = keys.find((key) => !known.has(key));
  if (unknown === undefined) return drafts;
  throw new NotFound(
    'unknown_cadence',
    ...saying(sentence('unknown.cadence-file', { key: unknown })),
  );
}

/** Keeps the files that mails carry. */
async function keepAssets(tx: Queryable, assets: readonly AssetFile[], now: Date): Promise<void> {
  if (assets.length === 0) return;
  const missing = new Set(
    await missingAssets(
      tx,
      assets.map(({ hash }) => hash),
    ),
  );
  for (const asset of assets) if (missing.has(asset.hash)) await insertAsset(tx, asset, now);
}

function assetsOf(
  library: Library,
  cadence: Cadence,
  compiled: readonly LibraryTemplate[],
): readonly AssetFile[] {
  const attachments = stepsOf(cadence).flatMap((step) =>
    step.kind === 'email' ? (step.email.attachments ?? []) : [],
  );
  const files = attachments.flatMap((each) => ('file' in each ? [each] : []));
  const images = compiled.flatMap(({ compiled: template }) => template.images ?? []);
  const named = new Set([...files, ...images].map(({ hash }) => hash));
  return library.assets.filter(({ hash }) => named.has(hash));
}

/** Whether a named cadence, unchanged as it is, leaves people behind that this mode moves and no publication does yet. */
async function leavesSomebody(
  tx: Queryable,
  draft: Draft,
  request: PublishRequest,
): Promise<boolean> {
  const { key } = draft.definition;
  if (request.mode === 'pin' || !request.keys.includes(key)) return false;
  if (!(await anybodyOnOtherVersions(tx, key, draft.hash))) return false;
  const targets = await readMoveTargets(tx, null);
  return !targets.some(({ toHash, mode }) => toHash === draft.hash && mode === request.mode);
}

function versionHash(definition: Cadence, templates: readonly TemplateRef[]): string {
  return createHash('sha256').update(canonicalJson({ definition, templates })).digest('hex');
}

function templatesOf(cadence: Cadence): ReadonlySet<string> {
  return new Set(stepsOf(cadence).flatMap(templatesOfStep));
}
