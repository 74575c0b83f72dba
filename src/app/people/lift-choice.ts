/**
 * Lifts what somebody has chosen against one series on the page behind an opt-out link, since they have asked for it again.
 * What has ended stays so, as with a suppression, and a pause that stood beside the choice holds on.
 */
import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { liftSeriesChoices } from '../../store/mail-choices.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { readProspectByAddress } from '../../store/prospects.ts';
import { insertTimeline } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { suppressionId } from './suppress.ts';

/**
 * @param address  normalised
 * @param cadence  key of the series
 * @throws NotFound `not_suppressed` when they have not opted out of it
 */
export async function liftSeriesOptOut(app: App, address: string, cadence: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    deedIsTo('suppression', suppressionId(app, address));
    const prospect = await readProspectByAddress(tx, address);
    const missing = new NotFound(
      'not_suppressed',
      ...saying(sentence('suppression.no-choice', { address, cadence })),
    );
    if (prospect === null) throw missing;
    await lockProspects(tx, [prospect.id]);
    const now = app.clock.now();
    const enrolmentIds = await liftSeriesChoices(tx, prospect.id, cadence, now);
    if (enrolmentIds.length === 0) throw missing;
    const entry = { at: now, prospectId: prospect.id, type: 'preferences.lifted' };
    await insertTimeline(
      tx,
      enrolmentIds.map((enrolmentId) => ({ ...entry, enrolmentId, data: { cadence } })),
    );
  });
}
