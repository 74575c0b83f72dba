import PostalMime from 'postal-mime';
import { readTimeline } from '../../../src/store/timeline.ts';
import { dkimPair } from '../../helpers/dkim.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { startSmtpServer } from '../../helpers/smtp.ts';
import { type SystemOptions, smoke, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp } from './open-http.ts';

export const pair = dkimPair();
const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo" }
tracking: { domain: go.fjord.example }
mailboxes:
  - key: kari
    smtp_env: KARI_SMTP
    from: Kari <kari@fjord.example>
    dkim: { domain: fjord.example, selector: s2026, key_env: DKIM_KEY }
`;
const followed = smoke
  .replace('key: smoke', 'key: followed\ntracking: { clicks: true, opens: true }')
  .replace('smoke/one', 'smoke/links')
  .replace('after: 2s', 'after: 30 days');
const links = `---
subject: Prices for {{prospect.attributes.place}}
---
<mjml><mj-body><mj-section><mj-column>
<mj-button href="https://fjord.example/prices?for={{prospect.attributes.place}}&amp;from=mail">Prices</mj-button>
<mj-text><a href="https://fjord.example/about">About us</a> <a href="mailto:kari@fjord.example">Write</a>
<a href="{{unsubscribeUrl}}">Opt out</a> {{sender.postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>
`;
export const prices = 'https://fjord.example/prices?for=B%C3%A6rum&from=mail';
export const about = 'https://fjord.example/about';
/** What a reader's browser says of itself. */
export const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' };

const startAt = '2026-11-24T09:00:00Z';

/** A system that follows its mails, with its server; the clock stands a minute after the first mail of whoever is asked for. */
export async function openFollowed(options: Pick<SystemOptions, 'database'> = {}) {
  const smtp = await startSmtpServer();
  const clock = createSetClock(startAt);
  const plain = followed.replace(/key: followed.*\n.*\n/, 'key: plain\n');
  const http = await openHttp({
    cadences: { 'followed.yaml': followed, 'plain.yaml': plain, 'workspace.yaml': workspace },
    templates: { 'smoke/links.mjml': links },
    secrets: { KARI_SMTP: smtp.url, DKIM_KEY: pair.pem },
    clock,
    dispatchIntervalMs: 100,
    ...options,
  });
  await http.system.work();
  const { db } = http.system.app;

  /** Somebody who has had the first mail, with the mail and what stands in it. */
  const mailed = async (
    attributes: Readonly<Record<string, unknown>> = {},
    cadence = 'followed',
  ) => {
    clock.set(startAt);
    const prospect = { ...somebody(), attributes: { place: 'Bærum', ...attributes } };
    const body = { cadence, prospect };
    const made = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
    const enrolmentId = String(made.id);
    const touchId = await waitFor('the mail', () => sentTouch(enrolmentId));
    const sent = smtp.accepted.find(({ to }) => to === prospect.email);
    if (sent === undefined) throw new Error('the mail server has no such mail');
    clock.set('2026-11-24T09:01:00Z');
    const mail = await PostalMime.parse(sent.raw);
    const html = mail.html ?? '';
    const paths = [...html.matchAll(/https:\/\/go\.fjord\.example(\/[co]\/[\w.-]+)/g)];
    const [button = '', link = '', image = ''] = paths.map(([, path = '']) => path);
    const ids = { enrolmentId, touchId, prospectId: String(made.prospectId) };
    return { ...prospect, ...ids, raw: sent.raw, mail, html, button, link, image };
  };

  const sentTouch = async (enrolmentId: string) => {
    const { rows } = await db.query<{ id: string }>(
      `select id from touches where enrolment_id = $1 and status = 'sent'`,
      [enrolmentId],
    );
    return rows[0]?.id;
  };

  /** What the history says of clicks and opens. */
  const history = async (enrolmentId: string) =>
    (await readTimeline(db, enrolmentId, null, 100))
      .filter(({ type }) => type.startsWith('email.'))
      .map(({ type, data }) => [type, data.step, data.link ?? null]);

  return {
    http,
    smtp,
    clock,
    mailed,
    history,
    get: (path: string, headers: Readonly<Record<string, string>> = browser) =>
      http.call('GET', path, { headers }),
    state: async (enrolmentId: string) =>
      (await http.call('GET', `/v1/enrolments/${enrolmentId}`, { as: 'rep' })).body,
    /** What became of what was heard of a mail: the outcome, or why it does not count. */
    outcomes: async (touchId: string): Promise<string[]> => {
      const { rows } = await db.query<{ said: string }>(
        `select coalesce(reason, outcome) as said from inbound_events
          where source = 'tracking' and event_id like $1 || ' %' order by event_id`,
        [touchId],
      );
      return rows.map(({ said }) => said);
    },
    close: async () => {
      await http.close();
      await smtp.close();
    },
  };
}

export type Followed = Awaited<ReturnType<typeof openFollowed>>;
