import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionKinds } from '../../../src/domain/language/retention-shape.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import * as bases from '../../../src/store/bases.ts';
import * as begunMails from '../../../src/store/begun-mails.ts';
import { wakeTouchesOfCadence } from '../../../src/store/cadence-pauses.ts';
import { readMailLocale } from '../../../src/store/cadences.ts';
import { readCandidates } from '../../../src/store/candidates.ts';
import { claimTouches } from '../../../src/store/claims.ts';
import * as clicks from '../../../src/store/clicks.ts';
import { listComingMails, listStandingStill } from '../../../src/store/coming-mails.ts';
import * as companyHolds from '../../../src/store/company-holds.ts';
import type { Queryable } from '../../../src/store/db.ts';
import * as dispatch from '../../../src/store/dispatch.ts';
import {
  enrolmentsEndedByMoves,
  enrolmentsOnVersions,
  enrolmentsToPutBack,
  readStandingMoves,
} from '../../../src/store/enrolment-moves.ts';
import * as enrolments from '../../../src/store/enrolments.ts';
import { countByCompany, readEntryHistories } from '../../../src/store/entry.ts';
import { matchEvents } from '../../../src/store/event-match.ts';
import * as events from '../../../src/store/events.ts';
import { readFeed } from '../../../src/store/feed.ts';
import * as heard from '../../../src/store/heard.ts';
import { listImported, listImports, readImportStanding } from '../../../src/store/import-list.ts';
import { unsentEnrolmentsOfImport } from '../../../src/store/imports.ts';
import { cadenceInFlight, mailboxInFlight } from '../../../src/store/in-flight.ts';
import * as kept from '../../../src/store/kept-events.ts';
import { readKnownStates } from '../../../src/store/known-states.ts';
import { readMailsAfter } from '../../../src/store/late-mails.ts';
import { readMailChoice, readMailWishes } from '../../../src/store/mail-choices.ts';
import { domainsOfTouches } from '../../../src/store/mail-domains.ts';
import { originOfMail, wakeTouchesOf } from '../../../src/store/mailboxes.ts';
import { countOpenTasks, listOpenTasks } from '../../../src/store/open-tasks.ts';
import * as prospectDesk from '../../../src/store/prospect-desk.ts';
import { lockFreeProspectsOfTouches, lockProspects } from '../../../src/store/prospect-locks.ts';
import { searchProspects } from '../../../src/store/prospect-search.ts';
import { readProspectByAddress } from '../../../src/store/prospects.ts';
import * as receipts from '../../../src/store/receipt-list.ts';
import * as retention from '../../../src/store/retention.ts';
import * as sendLimits from '../../../src/store/send-limits.ts';
import { readSentMailFacts } from '../../../src/store/sent-mails.ts';
import { readSnapshots, readSnapshotsOfProspects } from '../../../src/store/snapshots.ts';
import { countSnoozedTasks, listSnoozedTasks } from '../../../src/store/snoozed-tasks.ts';
import * as standing from '../../../src/store/standing.ts';
import * as startQueues from '../../../src/store/start-queues.ts';
import {
  findSuppressions,
  liveProspectsSuppressedBy,
  prospectsSuppressedBy,
} from '../../../src/store/suppressions.ts';
import { tasksToSkip } from '../../../src/store/tasks.ts';
import {
  readLatestOfProspect,
  readProspectTimeline,
  readTimeline,
} from '../../../src/store/timeline.ts';
import { enrolmentsInFlight, readSpentTouches } from '../../../src/store/touches.ts';
import * as triageDesk from '../../../src/store/triage-desk.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';
import { everybodys, karis, ownerPlans } from './owner-plans.ts';
import { readsAll } from './reads-all.ts';
import { type Plan, reportPlans } from './report-plans.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

/** How PostgreSQL would go about the statements of `work`, when it reads a whole table only where no index will do. */
async function plansOf(work: (db: Queryable) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  await system.app.db.transaction(async (tx) => {
    for (const way of ['seqscan', 'hashjoin', 'mergejoin']) {
      await tx.query(`set local enable_${way} = off`);
    }
    // biome-ignore lint/suspicious/noExplicitAny: whoever locks goes on with the ids that were free
    const found: any[] = ids.map((one) => ({ id: one, event: {} }));
    const explaining: Queryable = {
      query: async (statement, values) => {
        const [text, bound] =
          typeof statement === 'string' ? [statement, values] : [statement.text, statement.values];
        const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, bound);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return { rows: text.includes('skip locked') ? found : [], rowCount: 0 };
      },
    };
    await work(explaining);
  });
  return plans;
}

const now = new Date();
const ids = [randomUUID(), randomUUID()];
const [id = ''] = ids;
const times = { machineNow: now, now, speed: 1, leaseMs: 1_000 };

const fjord = { key: 'domain fjord.no', domains: ['fjord.no'], accounts: ['0012'] };
test.each<Plan>([
  ['how much stands open', (db) => standing.readStanding(db, now, 10_000)],
  ['open tasks by kind', (db) => standing.countOpenByKind(db, 10_000)],
  ['published cadences and their pauses', (db) => standing.readPublishedPauses(db)],
  ...retentionKinds.flatMap((kind): Plan[] => {
    const read = (db: Queryable) => retention.readOld(db, kind, now, retention.firstPlace, 1_000);
    const some = kind === 'refused_lines' ? [`${id} 1`] : kind === 'audit' ? ['1'] : ids;
    return [
      [`what is old of ${kind}`, read],
      ...(retention.hasCount(kind)
        ? [
            [
              `how much goes of ${kind}`,
              (db: Queryable) => retention.countOld(db, kind, some),
            ] as Plan,
          ]
        : []),
      ...(retention.isLocked(kind)
        ? [[`the locks of ${kind}`, (db: Queryable) => retention.lockOld(db, kind, ids)] as Plan]
        : []),
      [`forgetting ${kind}`, (db) => retention.forgetOld(db, kind, some, now)],
    ];
  }),
  ...reportPlans,
  ...ownerPlans,
  ['looking for somebody', (db) => searchProspects(db, ['kari', 'nord'], 50, null)],
  ['the tasks of a day', (db) => listOpenTasks(db, everybodys, now, 100)],
  ['how many tasks are open', (db) => countOpenTasks(db, karis, now)],
  ['the tasks that come back later', (db) => listSnoozedTasks(db, everybodys, now, 50)],
  ['how many tasks come back later', (db) => countSnoozedTasks(db, karis, now)],
  ['a mail as it was sent', (db) => readSentMailFacts(db, id)],
  ['what keeps mail from a person', (db) => prospectDesk.readSuppressionsOf(db, id)],
  ['what a person chose', (db) => prospectDesk.readChoicesOf(db, id)],
  ['other addresses of a person', (db) => prospectDesk.readAliasesOf(db, id)],
  ['colleagues of a person', (db) => prospectDesk.listColleagues(db, id, [fjord], 50, null)],
  ['holds of a company', (db) => prospectDesk.listHoldsOf(db, ['domain fjord.no'], 20, null)],
  ['the latest of a person', (db) => readLatestOfProspect(db, id, 100, null)],
  ['the replies of a triage', (db) => triageDesk.listWaitingTasks(db, 'triage', everybodys, 100)],
  ['how many of them there are', (db) => triageDesk.countWaitingTasks(db, 'triage', karis)],
  ['hand-overs of unknown end', (db) => triageDesk.listUnknownHandOvers(db, null, 50)],
  ['those that are sent again', (db) => triageDesk.listUnknownResends(db, null, 50)],
  ['suppressions by their beginning', (db) => findSuppressions(db, 'kari', null, 50)],
  ['the mails of a day', (db) => listComingMails(db, karis, now, 50)],
  ['who stands still', (db) => listStandingStill(db, everybodys, 10)],
  ['who of an owner stands still', (db) => listStandingStill(db, karis, 10)],
  ['the dispatcher', (db) => dispatch.queueDueTouches(db, now, 500, times)],
  ['what is due soon', (db) => dispatch.queueTouches(db, ids, times)],
  ['lost jobs', (db) => dispatch.overdueQueued(db, now, 500)],
  ['dead hand-overs', (db) => dispatch.abandonedHandOvers(db, now, 500)],
  ['what is pending', (db) => dispatch.readPending(db, now)],
  ['the sign of life', (db) => dispatch.oldestDueAt(db, now)],
  [
    'a claim',
    async (db) =>
      claimTouches(db, await lockFreeProspectsOfTouches(db, ids), {
        touchIds: ids,
        now,
        leaseUntil: now,
        mailboxes: [{ key: 'default', messageIdDomain: 'fjord.example' }],
      }),
  ],
  ['the lock', (db) => lockProspects(db, ids)],
  ['snapshots', (db) => readSnapshots(db, ids)],
  ['snapshots of people', (db) => readSnapshotsOfProspects(db, ids)],
  ['what is in the air', (db) => enrolmentsInFlight(db, ids)],
  ['one enrolment', (db) => enrolments.readEnrolment(db, id)],
  ['its touches', (db) => enrolments.readTouches(db, id)],
  ['its history', (db) => readTimeline(db, id, null, 50)],
  ["a person's history", (db) => readProspectTimeline(db, id)],
  ['a person by address', (db) => readProspectByAddress(db, 'kari@example.no')],
  ['people of a domain', (db) => prospectsSuppressedBy(db, 'example.no')],
  [
    'whom a list of suppressions ends',
    (db) => liveProspectsSuppressedBy(db, ['example.no', 'kari@example.no']),
  ],
  ['a choice on the opt-out page', (db) => readMailChoice(db, id)],
  ['the language of the opt-out page', (db) => readMailLocale(db, id, id)],
  ['what people have asked for', (db) => readMailWishes(db, 'office', [id], now)],
  ['whom to resume', (db) => enrolments.enrolmentsToResume(db, now, 500)],
  ['who starts next', (db) => startQueues.firstWaiting(db, 'office', now, 500)],
  ['whose version is first', (db) => startQueues.versionOfFirstWaiting(db, 'office')],
  ['how many wait', (db) => startQueues.countWaiting(db, 'office', now)],
  ['a place in the queue', (db) => startQueues.readQueuePlace(db, id)],
  ['where somebody may start', (db) => startQueues.startQueuesDue(db, now)],
  ['what mail to people is based on', (db) => bases.readKnownBases(db, ids)],
  ['who is held without a basis', (db) => bases.enrolmentsWithoutBasis(db, ids)],
  ['whose basis is taken away', (db) => bases.deleteBases(db, ids)],
  [
    'whose address it is',
    (db) =>
      bases.writeAddressKinds(
        db,
        ids.map((prospectId) => ({ prospectId, kind: 'role' })),
      ),
  ],
  ['what people have been in', (db) => readEntryHistories(db, 'office', ids, ids)],
  [
    'how many of a company there are',
    (db) =>
      countByCompany(db, 'office', {
        domains: ['fjord.example'],
        names: ['Fjord AS'],
        publicDomains: ['gmail.com', 'online.no'],
      }),
  ],
  ['what waits for a mailbox', (db) => wakeTouchesOf(db, 'kari', now, now)],
  ['what waits for a cadence', (db) => wakeTouchesOfCadence(db, 'office', now, now)],
  ['what a mailbox has in the air', (db) => mailboxInFlight(db, 'kari', 'kari')],
  ['what a cadence has in the air', (db) => cadenceInFlight(db, 'office')],
  ['where a mail is from', (db) => originOfMail(db, '<a@b.example>', id)],
  ['what counts', (db) => sendLimits.lockScopes(db, ['mailbox:kari'])],
  [
    'what says nothing any more',
    (db) => sendLimits.forgetIdleScopes(db, { after: 'domain:', limit: 500, now, before: now }),
  ],
  ['what counts no more', (db) => begunMails.forgetOldBegun(db, now, 500)],
  ['where mails were counted', (db) => sendLimits.readCounts(db, ids, [id], now)],
  ['what others have begun', (db) => begunMails.readBegun(db, ['mailbox:kari'], ids)],
  ['what begins with mails no more', (db) => begunMails.forgetBegun(db, ids)],
  ['at which domains people are', (db) => domainsOfTouches(db, ids)],
  ['tasks to skip', (db) => tasksToSkip(db, now, 500)],
  ['what became of an import', (db) => readImportStanding(db, id, 10_000, null)],
  ['whom an import let in', (db) => listImported(db, id, 50, null)],
  ['a page of imports', (db) => listImports(db, { createdAt: now, id }, 50, seesAll)],
  ['what of an import is unsent', (db) => unsentEnrolmentsOfImport(db, id, id, 500, null)],
  ['whom events concern', (db) => matchEvents(db, [{ id, match: { email: 'a@b.example' } }])],
  [
    'receipts',
    (db) => events.readReceiptsByKey(db, [{ source: 'crm', eventId: '1', event: null }]),
  ],
  ['what a person said', (db) => heard.readEventsOfProspect(db, id)],
  ['what people said', (db) => heard.readEventsOfProspects(db, ids)],
  [
    'who the colleagues are',
    (db) =>
      companyHolds.readColleagues(db, [
        { key: 'domain fjord.no', domains: ['fjord.no', 'fjord.com'], accounts: [] },
        { key: 'account 0012', domains: [], accounts: ['0012'] },
      ]),
  ],
  ['where people work', (db) => companyHolds.readEmployments(db, ids)],
  ['what holds a company', (db) => companyHolds.readHoldsInForce(db, ['domain fjord.no'], now)],
  ['whom a hold keeps', (db) => companyHolds.enrolmentsHeldBy(db, id, 500)],
  ['what is released', (db) => companyHolds.holdsToFree(db, 20)],
  [
    'the list of holds',
    (db) => companyHolds.listHolds(db, { owners: null, before: null, limit: 50, now }),
  ],
  ['who is to be moved', (db) => enrolmentsOnVersions(db, ['one', 'two'], 200)],
  [
    'who was brought to the end',
    (db) => enrolmentsEndedByMoves(db, [{ fromHash: 'one', publicationId: 2 }], 200),
  ],
  ['who is to be put back', (db) => enrolmentsToPutBack(db, 200)],
  ['moves that stand', (db) => readStandingMoves(db, ids)],
  ['what was touched', (db) => readSpentTouches(db, ids)],
  ['what may be clicked', (db) => clicks.readClickableMails(db, ids)],
  ['what links name', (db) => clicks.readTrackedMails(db, ids)],
  ['an open', (db) => clicks.recordOpens(db, [{ touchId: id, at: now }])],
  ['a click', (db) => clicks.recordClicks(db, [{ touchId: id, at: now }])],
  ['who may be meant', (db) => readCandidates(db, 'kari', 'fjord.example', 200)],
  [
    'the list of what is unmatched',
    (db) => receipts.listReceipts(db, { outcome: 'unmatched', cursor: id, limit: 50 }),
  ],
  ['one receipt', (db) => receipts.readReceiptWithEvent(db, id)],
  ['what is deferred', (db) => kept.deferredDue(db, now, 500)],
  ['what is locked of it', (db) => kept.lockDeferred(db, ids, now)],
  ['what is replayed', (db) => kept.lockNotApplied(db, ids)],
  ['what is put off', (db) => kept.putOff(db, [{ id, retryAt: now }])],
  ['what is given up', (db) => kept.giveUpDeferred(db, ids)],
  [
    'mails after an answer',
    (db) =>
      readMailsAfter(db, [
        { eventId: id, prospectId: id, after: now, messageIds: ['<a@b.example>'] },
      ]),
  ],
  ['the feed', (db) => readFeed(db, { xid: '7', id: '7' }, null, 200)],
  ['the feed of some types', (db) => readFeed(db, { xid: '7', id: '7' }, ['touch.sent'], 200)],
  ['what is known of people', (db) => readKnownStates(db, ids)],
  ['what is folded again', (db) => heard.readUnsettledEvents(db, ids)],
  ['what is settled', (db) => heard.settleEvents(db, ids)],
  ['what is settled of the ended', (db) => heard.settleEndedOfProspects(db, ids)],
  ['what events led into', (db) => enrolments.readLedInto(db, { id, prospectId: id }, 'care')],
])('%s: no statement reads a whole big table', async (_what, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.filter(readsAll)).toEqual([]);
});
