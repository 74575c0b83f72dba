import { type Health, readHealth, type Seen } from '../../../app/desk/health.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, mayUse, page, type Route, type Visit } from '../../page.ts';
import { type Reader, toldPause } from '../../shown/sentence.ts';
import { tabsFor } from './tabs.ts';

/** How the installation is: what works, what stands still, and which versions run. */
export const healthPageRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/admin/health', access: ['ops'], handle: showHealth },
];

async function showHealth(visit: Visit): Promise<Answer> {
  const { app, secretOf } = visit;
  const health = await readHealth(app, secretOf);
  const sending = seenIn(health.sending);
  const data = {
    tabs: tabsFor(visit, 'health'),
    parts: partsOf(health),
    sending: sending && { ...sending, lateMinutes: Math.round(sending.lateMs / 60_000) },
    stuck: stuckIn(health, readerOf(visit)),
    queue: seenIn(health.queue),
    seesQueues: mayUse(visit.caller, []),
    cadences: (seenIn(health.cadences) ?? []).map((one) => ({
      ...one,
      ...toldPause(one, readerOf(visit)),
    })),
    versions: [
      { name: 'PostgreSQL', version: seenIn(health.database)?.version ?? '?' },
      { name: 'Node.js', version: process.version.slice(1) },
    ],
  };
  return page('admin-health', 'title', data);
}

function seenIn<T>(seen: Seen<T>): T | null {
  return seen.is === 'seen' ? seen.value : null;
}

function partsOf({ database, queue, sending }: Health) {
  const isLate = sending.is === 'seen' && sending.value.isLate;
  const failureOf = (seen: Seen<unknown>) => (seen.is === 'failed' ? seen.failure : null);
  return [
    { word: 'part.database', failure: failureOf(database), isBad: database.is === 'failed' },
    { word: 'part.queue', failure: failureOf(queue), isBad: queue.is === 'failed' },
    { word: 'part.workers', failure: failureOf(sending), isBad: isLate || sending.is === 'failed' },
  ].map((part) => ({ ...part, stateWord: part.isBad ? 'part.bad' : 'part.good' }));
}

/** What stands still for a reason of its own, and where to look at it. */
function stuckIn({ cadences, pausedMailboxes, silent, unread }: Health, reader: Reader) {
  const paused = (seenIn(cadences) ?? []).filter(({ status }) => status === 'paused');
  return [
    ...(seenIn(pausedMailboxes) ?? []).map((one) => ({
      ...{ word: 'stuck.mailbox', key: one.key, since: null, path: '/console/admin/mailboxes' },
      reason: toldPause(one, reader).reason,
    })),
    ...paused.map((one) => ({
      ...{ word: 'stuck.cadence', key: one.key, since: one.since, path: null },
      reason: toldPause(one, reader).reason,
    })),
    ...(seenIn(silent) ?? []).map(({ source, since }) => ({
      ...{ word: 'stuck.source', key: source, reason: null, since, path: '/console/admin/sources' },
    })),
    ...(seenIn(unread) ?? []).map(({ mailbox, since }) => ({
      ...{
        word: 'stuck.inbox',
        key: mailbox,
        reason: null,
        since,
        path: '/console/admin/mailboxes',
      },
    })),
  ];
}
