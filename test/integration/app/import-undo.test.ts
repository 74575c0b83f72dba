import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImport } from '../../../src/app/enrolling/import.ts';
import type { ImportLine } from '../../../src/app/enrolling/import-rows.ts';
import { undoImport } from '../../../src/app/enrolling/undo-import.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { everyone } from '../../../src/domain/report-filter.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readImport } from '../../../src/store/imports.ts';
import { lockProspects } from '../../../src/store/prospect-locks.ts';
import { readActivity } from '../../../src/store/reports/activity.ts';
import { readFunnel } from '../../../src/store/reports/funnel.ts';
import { claimNext } from '../../helpers/hand-over.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

async function* linesOf(rows: readonly ImportLine['row'][]): AsyncGenerator<ImportLine> {
  for (const [index, row] of rows.entries()) yield { line: index + 2, row };
}

const people = (count: number) => Array.from({ length: count }, () => ({ prospect: somebody() }));
const imported = (rows: readonly ImportLine['row'][]) =>
  runImport(system.app, { cadence: 'smoke', lines: linesOf(rows), by: 'test' });

test('a row that the database cannot take is refused, and the thousand around it are not', async () => {
  const bad = { prospect: { ...somebody(), firstName: 'a\u0000b' } };
  const result = await imported([...people(3), bad, ...people(3)]);
  expect(result).toMatchObject({ accepted: 6, refused: 1 });
});

test('two rows with the same external id are both taken: the later one has it', async () => {
  const externalIds = { hubspot: `id-${Date.now()}` };
  const rows = people(2).map(({ prospect }) => ({ prospect: { ...prospect, externalIds } }));
  expect(await imported(rows)).toMatchObject({ accepted: 2, refused: 0 });
});

async function enrolmentsOf(importId: string | null) {
  const { rows } = await system.app.db.query<{ id: string; prospect_id: string; status: string }>(
    'select id, prospect_id, status from enrolments where import_id = $1 order by id',
    [importId],
  );
  return rows;
}

test('an undo leaves alone whose mail has gone out while it waited', async () => {
  const { app } = system;
  const { importId } = await imported(people(2));
  const [first, second] = await enrolmentsOf(importId);
  await dispatchDue(app);
  const gate: { open?: () => void } = {};
  const claiming = app.db.transaction(async (tx) => {
    await lockProspects(tx, [first?.prospect_id ?? '']);
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    await tx.query(
      `update touches set status = 'sent', lease_until = null where enrolment_id = $1`,
      [first?.id],
    );
  });
  await waitFor('the lock', () => gate.open);
  const undoing = undoImport(app, importId ?? '', 'rep', seesAll);
  await waitFor('the undo at the lock', async () => {
    const { rows } = await app.db.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count === 1;
  });
  gate.open?.();
  await claiming;
  expect(await undoing).toMatchObject({ undone: 1, import: { status: 'undone' } });
  expect((await readEnrolment(app.db, first?.id ?? ''))?.state.status).toBe('active');
  expect((await readEnrolment(app.db, second?.id ?? ''))?.state.status).toBe('exited');
});

test('an import that is taken back while it runs enrols nobody any more', async () => {
  const { app } = system;
  const gate: { open?: () => void; importId?: string } = {};
  const rows = people(2_500);
  async function* slowly(): AsyncGenerator<ImportLine> {
    for await (const line of linesOf(rows)) {
      if (line.line === 1_500) {
        await new Promise<void>((resolve) => {
          gate.open = resolve;
        });
      }
      yield line;
    }
  }
  const running = runImport(app, { cadence: 'smoke', lines: slowly(), by: 'test' });
  await waitFor('its middle', () => gate.open);
  const importId = await waitFor('the first thousand', async () => {
    const { rows: found } = await app.db.query<{ id: string }>(
      `select id from imports where status = 'running' and accepted = 1000`,
    );
    return found[0]?.id;
  });
  expect(await undoImport(app, importId, 'rep', seesAll)).toMatchObject({ undone: 1_000 });
  gate.open?.();
  await running;
  const statuses = new Set((await enrolmentsOf(importId)).map(({ status }) => status));
  expect(statuses).toEqual(new Set(['exited']));
  expect(await readImport(app.db, importId, seesAll)).toMatchObject({
    status: 'undone',
    accepted: 1_000,
  });
}, 60_000);

test('a mail that is on its way is not taken back', async () => {
  const { app } = system;
  const { importId } = await imported(people(1));
  const [only] = await enrolmentsOf(importId);
  await claimNext(system, only?.id ?? '');
  expect(await undoImport(app, importId ?? '', 'rep', seesAll)).toMatchObject({ undone: 0 });
});

test('who was taken back before anything reached them counts in no report: nobody of them was lost', async () => {
  const { app } = system;
  const counted = async () => {
    const funnel = await readFunnel(app.db, everyone);
    const activity = await readActivity(app.db, { ...everyone, now: app.clock.now() });
    return {
      entered: funnel[0]?.entered ?? 0,
      lost: funnel[0]?.lost ?? 0,
      enrolled: activity.find(({ owner }) => owner === null)?.enrolled ?? 0,
    };
  };
  const before = await counted();
  const { importId } = await imported(people(3));
  const { entered, enrolled } = await counted();
  expect([entered, enrolled]).toEqual([before.entered + 3, before.enrolled + 3]);
  expect(await undoImport(app, importId ?? '', 'rep', seesAll)).toMatchObject({ undone: 3 });
  expect(await counted()).toEqual(before);
});
