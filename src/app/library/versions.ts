import { appliesWinner, type Cadence, stepsOf } from '../../domain/cadence.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import type { CompiledTemplate } from '../../email/compile.ts';
import { type Bodies, type PreparedTemplate, prepareTemplate } from '../../email/render.ts';
import { NotFound } from '../../errors.ts';
import { readTemplateVersion, readVersion, type TemplateRef } from '../../store/cadences.ts';
import type { Queryable } from '../../store/db.ts';
import { readWinners } from '../../store/variants.ts';
import type { AssetSource } from '../intake/mail-files.ts';
import { createAssets } from '../sending/kept-assets.ts';
import { unknownTemplateVersion } from '../unknown.ts';

/** A published cadence version as the worker uses it. */
export interface LoadedVersion {
  /** Counted from 1 within its cadence; 0 for one that is not published. */
  readonly number: number;
  readonly cadence: Cadence;
  readonly templates: readonly TemplateRef[];
}

/** Versions by content hash. They never change, so what was read once is kept. */
export interface Versions extends AssetSource {
  /** @param tx  the connection to read on; by default any */
  load(hash: string, tx?: Queryable): Promise<LoadedVersion>;
  /** The template of a step in the reader's language, ready to render; by default encoded as a message holds it. */
  template(
    version: LoadedVersion,
    key: string,
    locale: string | null,
    bodies?: Bodies,
  ): Promise<{ readonly hash: string; readonly prepared: PreparedTemplate }>;
  /** One template by its hash, also one that no current version has any more. @throws NotFound `unknown_template` */
  prepared(hash: string, bodies: Bodies): Promise<PreparedTemplate>;
  /** Variants that have won, by step; what was read is used for half a minute. */
  winners(cadence: Cadence, tx?: Queryable): Promise<ReadonlyMap<string, string>>;
}

/** More than any installation has in use at once; the oldest are read again when they are needed. */
const keptAtMost = 2_000;

export function createVersions(db: Queryable): Versions {
  const versions = new Map<string, Promise<LoadedVersion>>();
  const templates = new Map<string, Promise<PreparedTemplate>>();
  const winners = new Map<string, { readonly read: typeof noWinners; readonly at: number }>();
  const prepared = (hash: string, bodies: Bodies) =>
    keep(templates, `${hash} ${bodies}`, () => loadTemplate(db, hash, bodies));
  return {
    ...createAssets(db),
    winners: async (cadence, tx) => {
      if (!stepsOf(cadence).some(appliesWinner)) return noWinners;
      const known = winners.get(cadence.key);
      if (known !== undefined && performance.now() - known.at < winnersKeptMs) return known.read;
      const read = await readWinners(tx ?? db, cadence.key);
      winners.set(cadence.key, { read, at: performance.now() });
      return read;
    },
    load: (hash, tx) => keep(versions, hash, () => loadVersion(tx ?? db, hash)),
    template: async (version, key, locale, bodies = 'quoted-printable') => {
      const { hash } = pickTemplate(version, key, locale);
      return { hash, prepared: await prepared(hash, bodies) };
    },
    prepared,
  };
}

const noWinners: ReadonlyMap<string, string> = new Map();
const winnersKeptMs = 30_000;

function keep<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const reading = read();
  reading.catch(() => kept.delete(key));
  kept.set(key, reading);
  const oldest = kept.keys().next().value;
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  return reading;
}

async function loadVersion(db: Queryable, hash: string): Promise<LoadedVersion> {
  const version = await readVersion(db, hash);
  if (version === null) {
    throw new NotFound('unknown_version', ...saying(sentence('unknown.version-hash', { hash })));
  }
  return {
    number: version.number,
    cadence: version.definition,
    templates: version.templates,
  };
}

async function loadTemplate(
  db: Queryable,
  hash: string,
  bodies: Bodies,
): Promise<PreparedTemplate> {
  const compiled = await readTemplateVersion(db, hash);
  if (compiled === null) throw unknownTemplateVersion(hash);
  return prepareTemplate(compiled as CompiledTemplate, bodies);
}

/** The language is the reader's, else the cadence's, else the template without one; `nb-NO` is served by `nb`. */
export function pickTemplate(
  version: LoadedVersion,
  key: string,
  locale: string | null,
): TemplateRef {
  const candidates = version.templates.filter((template) => template.key === key);
  for (const wanted of localesToTry(locale, version.cadence.locale)) {
    const found = candidates.find((template) => template.locale === wanted);
    if (found !== undefined) return found;
  }
  const [only] = candidates;
  if (only !== undefined) return only;
  const said = sentence('unknown.template-of', { cadence: version.cadence.key, key });
  throw new NotFound('unknown_template', ...saying(said));
}

function localesToTry(own: string | null, cadence: string | null): (string | null)[] {
  const withLanguage = (locale: string | null) =>
    locale === null ? [] : [locale, locale.split('-')[0]?.toLowerCase() ?? locale];
  return [...withLanguage(own), ...withLanguage(cadence), null];
}
