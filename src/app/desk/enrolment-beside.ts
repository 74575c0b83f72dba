import { objectionCategories } from '../../domain/event.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { listCadences } from '../../store/cadences.ts';
import {
  type EnrolmentView,
  readEnrolment,
  readTouches,
  type TouchView,
} from '../../store/enrolments.ts';
import { readBeforeExit } from '../../store/exits.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { listTasks, type Task } from '../../store/tasks.ts';
import { readTimeline, type TimelineEntry } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { type Explained, explainInSentences } from '../enrolments/explain.ts';
import { unknownWork } from '../unknown.ts';
import { type RoadAhead, readRoadAhead } from './road-ahead.ts';

/** An enrolment, with all that one wants to know of it. */
export interface EnrolmentBeside {
  readonly enrolment: EnrolmentView;
  readonly prospect: Prospect;
  readonly explanation: Explained;
  /** In the order in which they were planned. */
  readonly touches: readonly TouchView[];
  /** The latest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly openTasks: readonly Task[];
  /** Of its cadence, in order. */
  readonly stages: readonly string[];
  /** Keys of other cadences that it can be switched to, with their titles. */
  readonly others: readonly { readonly key: string; readonly title: string }[];
  /** What is still to come; null where it has ended. */
  readonly road: RoadAhead | null;
  /** Categories that an objection may have, and the track that each leads into; null where it leads into none. */
  readonly objections: readonly { readonly category: string; readonly track: string | null }[];
  /** A person has ended it, and may take that back. */
  readonly canReopen: boolean;
}

const entriesAtMost = 500;
const tasksAtMost = 20;

/** @throws NotFound `unknown_enrolment` */
export async function readEnrolmentBeside(
  app: App,
  id: string,
  { owners }: Viewer,
): Promise<EnrolmentBeside> {
  const unknown = () => unknownWork('enrolment', id);
  const enrolment = await readEnrolment(app.db, id);
  if (enrolment === null) throw unknown();
  const [prospect, explanation, touches, timeline, openTasks, [snapshot], published, road, kept] =
    await Promise.all([
      readProspect(app.db, enrolment.prospectId),
      explainInSentences(app, id),
      readTouches(app.db, id),
      readTimeline(app.db, id, null, entriesAtMost),
      listTasks(app.db, { enrolmentId: id, status: 'open', owners, limit: tasksAtMost }),
      readSnapshots(app.db, [id]),
      listCadences(app.db),
      readRoadAhead(app, id),
      readBeforeExit(app.db, id),
    ]);
  if (prospect === null) throw unknown();
  const version = snapshot === undefined ? null : await app.versions.load(snapshot.cadenceHash);
  const stages = version?.cadence.stages ?? [];
  const others = published.filter(({ key }) => key !== enrolment.cadence);
  const about = { enrolment, prospect, explanation, touches, openTasks, stages, others, road };
  const rules = version?.cadence.on.objection ?? {};
  const categories = [
    ...new Set([...objectionCategories, ...Object.keys(rules).filter((key) => key !== 'default')]),
  ];
  const objections = categories.map((category) => ({
    category,
    track: (rules[category] ?? rules.default)?.track ?? null,
  }));
  const canReopen = kept !== null && enrolment.state.status === 'exited';
  return { ...about, objections, canReopen, timeline: timeline.toReversed() };
}
