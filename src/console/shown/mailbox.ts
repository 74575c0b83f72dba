import type { MailboxStanding } from '../../app/desk/mailboxes.ts';
import { type Reader, toldPause } from './sentence.ts';

/** A mailbox as its page shows it. */
export function shownMailbox({ status, config, use, lastDays }: MailboxStanding, reader: Reader) {
  const { key, from, pools, cause, since, retryAt } = status;
  const caps = config?.caps ?? null;
  const most = use?.mostADay ?? null;
  return {
    ...{ key, from, since, retryAt },
    ...toldPause(status, reader),
    pools: pools.join(', '),
    smtpEnv: config?.smtpEnv ?? 'SMTP_URL',
    isPaused: status.status === 'paused',
    stateWord: status.status === 'paused' ? 'status.paused' : 'status.active',
    causeWord: cause === null ? null : `cause.${cause}`,
    perDay: caps?.perDay ?? null,
    perHour: caps?.perHour ?? null,
    gap: caps?.gap === undefined ? null : minutesOf(caps.gap),
    rampUp:
      caps?.rampUp === undefined || use === null
        ? null
        : { ...caps.rampUp, firstAt: use.firstAt, most },
    use: use && {
      ...use,
      most,
      // Where nothing limits a day, there is nothing to fill.
      fill: most === null ? null : Math.min(100, Math.round((use.lastDay / most) * 100)),
    },
    days: lastDays,
    isRead: config !== null && config.inbound !== null,
  };
}

/** `2–6 min`. */
function minutesOf({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  const [from, to] = [fromMs, toMs].map((ms) => Number((ms / 60_000).toFixed(1)));
  return from === to ? `${from} min` : `${from}–${to} min`;
}
