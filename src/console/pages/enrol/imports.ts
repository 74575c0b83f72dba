import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
  findImport,
  readAllRefusals,
  readImportBeside,
  readImports,
} from '../../../app/desk/imports.ts';
import { undoImport } from '../../../app/enrolling/undo-import.ts';
import { Refused } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, page, part, redirect, type Visit } from '../../page.ts';
import { shownImport, shownImportBeside } from '../../shown/import.ts';
import { csvFile } from './list.ts';

const importsAPage = 50;
const lookEveryMs = 400;
/** A browser that still looks then connects again by itself. */
const streamMs = 5 * 60_000;

const params = z.object({ id: z.uuid() });
const listQuery = z.object({
  before: z.iso
    .datetime()
    .transform((at) => new Date(at))
    .optional(),
  id: z.uuid().optional(),
});

/** Imports, the latest first. */
export async function showImports({ app, request, viewer }: Visit): Promise<Answer> {
  const { before, id } = fieldsOf(listQuery, request.query);
  const after = before === undefined || id === undefined ? null : { createdAt: before, id };
  const found = await readImports(app, after, importsAPage, viewer);
  const last = found.length === importsAPage ? found.at(-1) : undefined;
  const older =
    last && new URLSearchParams({ before: last.createdAt.toISOString(), id: last.id }).toString();
  return page('imports', 'imports', {
    imports: found.map(shownImport),
    older: older === undefined ? null : `/console/imports?${older}`,
    isFirst: after === null,
  });
}

const query = z.object({ undone: z.coerce.number().int().min(0).optional() });

/** One import: how far it has come, whom it let in and whom not; alone what moves, where htmx asks. */
export async function showImport(visit: Visit): Promise<Answer> {
  const { undone = null } = fieldsOf(query, visit.request.query);
  const shown = await shownHere(visit);
  if (visit.isPartial) return part('partials/import', { ...shown, undone: null });
  return page('import', 'import', { ...shown, undone });
}

async function shownHere(visit: Visit) {
  const { id } = fieldsOf(params, visit.request.params);
  return shownImportBeside(await readImportBeside(visit.app, id, visit.viewer), readerOf(visit));
}

/** Tells whenever the import has moved, until it has ended (server-sent events). */
export async function followImport({ app, imports, request, viewer }: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  await findImport(app, id, viewer);
  return {
    is: 'file',
    body: Readable.from(movesOf({ app, viewer }, id, imports.leaving)),
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  };
}

async function* movesOf(
  { app, viewer }: Pick<Visit, 'app' | 'viewer'>,
  id: string,
  leaving: AbortSignal,
): AsyncGenerator<string> {
  let told = '';
  for (let waited = 0; waited < streamMs && !leaving.aborted; waited += lookEveryMs) {
    const { status, accepted, refused } = await findImport(app, id, viewer);
    const now = JSON.stringify({ status, accepted, refused });
    if (now !== told) yield `data: ${now}\n\n`;
    if (status !== 'running') return;
    told = now;
    await wait(lookEveryMs, undefined, { signal: leaving }).catch(() => undefined);
  }
}

/** Those who were not let in, for a spreadsheet: to be put right and imported again. */
export async function refusalsFile({ app, request, viewer }: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  const refusals = await readAllRefusals(app, id, viewer);
  return csvFile(`refused-${id}.csv`, [
    ['line', 'email', 'code', 'message'],
    ...refusals.map(({ line, email, code, message }) => [String(line), email ?? '', code, message]),
  ]);
}

/** Takes an import back; a second click finds nothing more to take back. Why one that runs is not taken back its page says. */
export async function undo(visit: Visit): Promise<Answer> {
  const { app, request, caller, viewer } = visit;
  const { id } = fieldsOf(params, request.params);
  try {
    const { undone } = await undoImport(app, id, caller?.name ?? 'unknown', viewer);
    return redirect(`/console/imports/${id}?undone=${undone}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return page('import', 'import', { ...(await shownHere(visit)), undone: null }, 409);
  }
}
