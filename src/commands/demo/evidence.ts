import type { App } from '../../app/context.ts';
import { findStep } from '../../app/enrolments/consequences.ts';
import { zoneWithSource } from '../../app/enrolments/place.ts';
import { firstZone } from '../../domain/language/pool.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import { regionOf } from '../../domain/zone-regions.ts';
import { readOutbox } from '../../email/outbox.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { readTouches } from '../../store/enrolments.ts';
import { readProspect } from '../../store/prospects.ts';
import type { ApiClient, DemoEntry } from './api-client.ts';
import type { Played } from './crm.ts';
import type { Evidence, TouchFacts } from './promises.ts';

export interface Found extends Evidence {
  readonly timelines: ReadonlyMap<string, readonly DemoEntry[]>;
  readonly names: ReadonlyMap<string, string>;
}

/** Gathers what there is to be seen after the story has ended. */
export async function gatherEvidence(
  app: App,
  api: ApiClient,
  outboxDir: string,
  played: readonly Played[],
): Promise<Found> {
  const enrolments = await api.enrolments();
  const timelines = new Map<string, DemoEntry[]>();
  const touches = new Map<string, TouchFacts>();
  const names = new Map<string, string>();
  for (const enrolment of enrolments) {
    timelines.set(enrolment.id, await api.timeline(enrolment.id));
    for (const [messageId, facts] of await touchFacts(app, enrolment, names)) {
      touches.set(messageId, facts);
    }
  }
  const resumedAt = new Map(
    [...timelines].map(([id, entries]) => [
      id,
      entries.filter(({ type }) => type === 'enrolment.resumed').map(({ at }) => new Date(at)),
    ]),
  );
  return {
    endedAt: app.clock.now(),
    mails: await readOutbox(outboxDir),
    enrolments,
    openTasks: await api.openTasks(),
    played,
    resumedAt,
    touches,
    timelines,
    names,
  };
}

async function touchFacts(
  app: App,
  enrolment: {
    readonly id: string;
    readonly prospectId: string;
    readonly email: string;
    readonly cadence: string;
  },
  names: Map<string, string>,
): Promise<[string, TouchFacts][]> {
  const version = await readCurrentVersion(app.db, enrolment.cadence);
  const prospect = await readProspect(app.db, enrolment.prospectId);
  if (version === null || prospect === null) return [];
  const { firstName, lastName, company } = prospect;
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  names.set(enrolment.email, [name, company].filter(Boolean).join(', '));
  const whereabouts = { ...prospect, region: regionOf(prospect.attributes) };
  const senderZone = firstZone(version.definition, app.workspace);
  const touches = await readTouches(app.db, enrolment.id);
  return touches.flatMap(({ messageId, step }) => {
    if (messageId === null) return [];
    const schedule = scheduleOf(version.definition, findStep(version.definition, step));
    const { zone } = zoneWithSource(schedule, whereabouts, senderZone);
    return [[messageId, { enrolmentId: enrolment.id, step, zone, schedule }]];
  });
}
