import { z } from 'zod';
import { readMailboxStandings } from '../../../app/desk/mailboxes.ts';
import { pauseByPerson, resumeByPerson } from '../../../app/sending/mailbox-status.ts';
import type { AuditAction, AuditedRoute } from '../../../domain/audit.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../../page.ts';
import { shownMailbox } from '../../shown/mailbox.ts';
import { tabsFor } from './tabs.ts';

const access = ['ops'] as const;
const place = '/console/admin/mailboxes';
const audited = (action: AuditAction): AuditedRoute => ({
  ...{ action, kind: 'mailbox', id: 'key', told: 'when-changed' },
});

/** Mailboxes: what they may send and have sent, and a hand on each. */
export const mailboxRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: showMailboxes },
  {
    ...{ method: 'POST', path: `${place}/:key/pause`, access },
    audit: audited('mailbox.paused'),
    handle: (visit) => act(visit, 'pause'),
  },
  {
    ...{ method: 'POST', path: `${place}/:key/resume`, access },
    audit: audited('mailbox.resumed'),
    handle: (visit) => act(visit, 'resume'),
  },
];

const query = z.object({
  done: z.enum(['pause', 'resume']).optional(),
  key: z.string().max(64).default(''),
  flying: z.string().optional(),
});

async function showMailboxes(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { done, key, flying } = fieldsOf(query, request.query);
  const data = {
    tabs: tabsFor(visit, 'mailboxes'),
    mailboxes: (await readMailboxStandings(app)).map((one) => shownMailbox(one, readerOf(visit))),
    doneWord: done === undefined ? null : `done.${done}`,
    doneKey: key,
    isFlying: flying === 'yes',
  };
  return page('admin-mailboxes', 'title', data);
}

const params = z.object({ key: z.string().max(64) });
const fields = z.object({ reason: z.string().trim().max(500).default('') });

async function act({ app, request, caller }: Visit, deed: 'pause' | 'resume'): Promise<Answer> {
  const { key } = fieldsOf(params, request.params);
  const { reason } = fieldsOf(fields, request.body);
  const why = reason || `paused by ${caller?.name ?? 'unknown'}`;
  const done =
    deed === 'pause' ? await pauseByPerson(app, key, why) : await resumeByPerson(app, key);
  const flying = 'inFlight' in done ? { flying: 'yes' } : {};
  return redirect(`${place}?${new URLSearchParams({ done: deed, key, ...flying })}`);
}
