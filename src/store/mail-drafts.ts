import type { Queryable } from './db.ts';

/** A mail as somebody looks at it before it is sent. */
export interface DraftContent {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly unsubscribeUrl: string;
}

export interface NewDraft extends DraftContent {
  readonly touchId: string;
}

export interface MailDraft extends DraftContent {
  readonly editedAt: Date | null;
  readonly editedBy: string | null;
}

/** Keeps mails that wait for approval; one that somebody has edited stays. */
export async function insertDrafts(tx: Queryable, drafts: readonly NewDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  await tx.query({
    name: 'insert-drafts',
    text: `
      insert into mail_drafts as d (touch_id, subject, html, text, unsubscribe_url)
      select x."touchId", x.subject, x.html, x.text, x."unsubscribeUrl"
        from jsonb_to_recordset($1::jsonb)
          as x("touchId" uuid, subject text, html text, text text, "unsubscribeUrl" text)
          on conflict (touch_id) do update
         set subject = excluded.subject, html = excluded.html, text = excluded.text
       where d.edited_at is null`,
    values: [JSON.stringify(drafts)],
  });
}

/** The mail of a touch that waits for approval, or has got it; null when there is none. */
export async function readDraft(db: Queryable, touchId: string): Promise<MailDraft | null> {
  const { rows } = await db.query<{
    subject: string;
    html: string;
    text: string;
    unsubscribe_url: string;
    edited_at: Date | null;
    edited_by: string | null;
  }>(
    `select subject, html, text, unsubscribe_url, edited_at, edited_by from mail_drafts where touch_id = $1`,
    [touchId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { subject, html, text } = row;
  const [editedAt, editedBy] = [row.edited_at, row.edited_by];
  return { subject, html, text, unsubscribeUrl: row.unsubscribe_url, editedAt, editedBy };
}

/** The caller holds the prospect's lock. */
export async function updateDraft(
  tx: Queryable,
  touchId: string,
  { subject, html, text }: Pick<DraftContent, 'subject' | 'html' | 'text'>,
  by: string,
  now: Date,
): Promise<void> {
  await tx.query(
    `update mail_drafts set subject = $2, html = $3, text = $4, edited_at = $5, edited_by = $6 where touch_id = $1`,
    [touchId, subject, html, text, now, by],
  );
}
