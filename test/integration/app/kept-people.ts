import { randomUUID } from 'node:crypto';
import type { App } from '../../../src/app/context.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { forgetWhatIsOld, tellWhatIsOld } from '../../../src/app/people/retention.ts';
import type { EventType } from '../../../src/domain/event.ts';
import type { RetentionKind } from '../../../src/domain/language/retention-shape.ts';
import type { TestSystem } from '../../helpers/system.ts';

const dayMs = 86_400_000;

/** What is kept about people in an installation with the cadence `smoke`, and what goes of it as time passes. */
export function retentionOn(system: TestSystem) {
  /** The installation as it is after some days, with these periods. */
  function after(days: number, kinds: readonly RetentionKind[], periodDays = 100): App {
    const { clock, workspace } = system.app;
    const now = () => new Date(clock.now().getTime() + days * dayMs);
    const retention = Object.fromEntries(kinds.map((kind) => [kind, periodDays * dayMs]));
    return {
      ...system.app,
      clock: { ...clock, now, machineNow: () => clock.machineNow() },
      workspace: { ...workspace, retention },
    };
  }

  const forget = async (app: App) =>
    Object.fromEntries((await forgetWhatIsOld(app, 100)).map(({ kind, count }) => [kind, count]));
  const told = async (app: App) =>
    Object.fromEntries((await tellWhatIsOld(app)).map(({ kind, count }) => [kind, count]));
  const nobody = () => `mark${randomUUID().replaceAll('-', '')}`;

  async function hear(type: EventType, match: object, text: string) {
    const key = { source: 'crm', eventId: randomUUID(), type, occurredAt: new Date() };
    await applyEvents(system.app, [{ ...key, event: { ...key, match, text } }]);
  }

  /** Somebody who has got a mail and answered it. */
  async function answered(mark: string) {
    const { app } = system;
    const email = `${mark}@example.com`;
    const enrolled = await enrolOne(app, 'smoke', { prospect: { email, firstName: mark } });
    await hear('reply.received', { email }, `${mark} says hello`);
    await app.db.query(
      `update touches set subject = $2, smtp_response = $2 where enrolment_id = $1`,
      [enrolled.enrolmentId, `about ${mark}`],
    );
    return { ...enrolled, email };
  }
  return { after, forget, told, nobody, hear, answered };
}
