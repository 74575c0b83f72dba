import {
  type Change,
  diffCadences,
  diffTemplates,
  type TemplateChange,
} from '../../domain/edit/diff.ts';
import { unifiedDiff } from '../../domain/edit/unified-diff.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { readVersionFile } from '../../store/cadence-versions.ts';
import { readVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';

/** What is different between two versions. */
export interface VersionDiff {
  readonly changes: readonly Change[];
  readonly templates: readonly TemplateChange[];
  /** Lines of a unified diff of the files; null: too long to be compared. */
  readonly lines: readonly string[] | null;
}

/** Comparing takes the product of both lengths. */
const mostCells = 4_000_000;

/** @throws NotFound `unknown_version` */
export async function diffVersions(
  { db }: Pick<App, 'db'>,
  key: string,
  from: number,
  to: number,
): Promise<VersionDiff> {
  const [old, now] = await Promise.all([requireFile(db, key, from), requireFile(db, key, to)]);
  const [was, is] = await Promise.all([readVersion(db, old.hash), readVersion(db, now.hash)]);
  if (was === null || is === null) {
    throw new NotFound('unknown_version', ...saying(sentence('unknown.lost-version', { key })));
  }
  const before = { cadence: was.definition, templates: was.templates };
  const after = { cadence: is.definition, templates: is.templates };
  return {
    changes: diffCadences(was.definition, is.definition),
    templates: diffTemplates(before, after),
    lines: linesBetween(old.source, now.source),
  };
}

async function requireFile(db: App['db'], key: string, number: number) {
  const found = await readVersionFile(db, key, number);
  if (found !== null) return found;
  throw new NotFound('unknown_version', ...saying(sentence('unknown.version', { key, number })));
}

function linesBetween(from: string, to: string): readonly string[] | null {
  const cells = from.split('\n').length * to.split('\n').length;
  return cells > mostCells ? null : unifiedDiff(from, to);
}
