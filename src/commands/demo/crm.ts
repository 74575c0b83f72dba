import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type OutboxMail, readOutbox } from '../../email/outbox.ts';
import type { Scene } from './script.ts';

const dayMs = 86_400_000;

const answerShape = z.object({
  receipts: z.array(
    z.object({
      outcome: z.string(),
      enrolmentId: z.string().nullish(),
      reason: z.string().nullish(),
      inFlight: z.boolean().nullish(),
    }),
  ),
});

/** What the system answered to a scene. */
export interface Played {
  readonly scene: Scene;
  readonly outcome: string;
  readonly enrolmentId: string | null;
  readonly reason: string | null;
  readonly inFlight: boolean;
  /** What the second posting got, when there was one. */
  readonly again: string | null;
  /** Clock time of the answer, and the files of all mails that had been accepted by then. */
  readonly answeredAt: Date;
  readonly sentBefore: ReadonlySet<string>;
}

export interface CrmOptions {
  readonly baseUrl: string;
  readonly secret: string;
  readonly outboxDir: string;
  readonly clock: Clock;
  readonly startedAt: Date;
}

/** Plays one scene: a signed webhook over HTTP, a click, or a forgery. */
export async function playScene(scene: Scene, options: CrmOptions): Promise<Played> {
  const { act } = scene;
  const told =
    act === 'opt-out-link' ? await clickOptOut(scene, options) : await post(scene, options);
  return {
    scene,
    again: null,
    enrolmentId: null,
    reason: null,
    inFlight: false,
    ...told,
    answeredAt: options.clock.now(),
    sentBefore: new Set((await readOutbox(options.outboxDir)).map((mail) => mail.file)),
  };
}

type Told = Pick<Played, 'outcome'> &
  Partial<Pick<Played, 'again' | 'enrolmentId' | 'reason' | 'inFlight'>>;

async function post(scene: Scene, options: CrmOptions): Promise<Told> {
  const { clock, startedAt } = options;
  const act = typeof scene.act === 'object' ? scene.act : { post: 'deal.won' };
  const until =
    act.untilDay === undefined
      ? {}
      : { until: new Date(startedAt.getTime() + act.untilDay * dayMs) };
  const body = JSON.stringify({
    type: act.post,
    timestamp: clock.now(),
    data: { prospect: { email: scene.email }, ...act.data, ...until },
  });
  const id = `msg_${randomUUID()}`;
  const secret = scene.act === 'forged' ? `whsec_${btoa(randomUUID())}` : options.secret;
  const send = async (): Promise<Told> => {
    const answer = await fetch(`${options.baseUrl}/webhooks/crm`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(clock.machineNow().getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(id, clock.machineNow(), body),
      },
      body,
    });
    if (answer.status === 401) return { outcome: 'refused' };
    if (!answer.ok) throw new Error(`webhook: ${answer.status} ${await answer.text()}`);
    const [receipt] = answerShape.parse(await answer.json()).receipts;
    if (receipt === undefined) throw new Error('webhook: an answer without a receipt');
    const { outcome, enrolmentId = null, reason = null, inFlight } = receipt;
    return { outcome, enrolmentId, reason, inFlight: inFlight === true };
  };
  const first = await send();
  return act.twice === true ? { ...first, again: (await send()).outcome } : first;
}

/** One-click opt-out (RFC 8058) with the link that stands in the last mail to this person. */
async function clickOptOut(scene: Scene, options: CrmOptions): Promise<Told> {
  const mails = await readOutbox(options.outboxDir);
  const mail = mails.findLast((candidate) => isTo(candidate, scene.email));
  const header = mail?.mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  const path = /<https?:\/\/[^/>]+(\/u\/[^>]+)>/.exec(header)?.[1];
  if (path === undefined) throw new Error(`no opt-out link in a mail to ${scene.email}`);
  const answer = await fetch(`${options.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  return { outcome: answer.ok ? 'applied' : `HTTP ${answer.status}` };
}

/** Whether a mail is to this address. */
export function isTo({ mail }: OutboxMail, address: string): boolean {
  return mail.to?.some((to) => to.address === address) ?? false;
}
