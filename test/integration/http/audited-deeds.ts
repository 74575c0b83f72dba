import { randomUUID } from 'node:crypto';
import { waitFor } from '../../helpers/wait.ts';
import { type Answer, eventOf, type TestHttp } from './open-http.ts';

/** What came of a request, and what it was done to; absent: to several. */
export interface DoneDeed {
  readonly answer: Answer;
  readonly objectId?: string;
}

export const somebody = () => ({ email: `p-${randomUUID()}@c-${randomUUID()}.example` });

/** Requests that change something, on a server with the cadences `smoke` and `calls` and the mailbox `kari`. */
export function deedsOn(http: TestHttp) {
  const post = (path: string, body: unknown = {}, more = {}) =>
    http.call('POST', path, { as: 'admin', body, ...more });
  async function enrolled(cadence = 'smoke', prospect = somebody()) {
    const { body } = await post('/v1/enrolments', { cadence, prospect });
    return { id: String(body.id), prospectId: String(body.prospectId), ...prospect };
  }

  async function openTask(enrolmentId: string, kind: string) {
    return waitFor(`the task ${kind}`, async () => {
      const { body } = await http.call('GET', `/v1/tasks?enrolmentId=${enrolmentId}&status=open`, {
        as: 'rep',
      });
      return body.items.find((task: { kind: string }) => task.kind === kind)?.id;
    });
  }

  async function ofTask(verb: string) {
    const { id } = await enrolled('calls');
    const call = await openTask(id, 'call');
    if (verb === 'complete' || verb === 'skip') return [`/v1/tasks/${call}/${verb}`, call] as const;
    await post(`/v1/tasks/${call}/complete`);
    const approval = await openTask(id, 'approval');
    return [`/v1/tasks/${approval}/${verb}`, approval] as const;
  }

  async function unmatched() {
    const prospect = somebody();
    const { body } = await http.webhook(eventOf('deal.won', { prospect }));
    await post('/v1/prospects', prospect);
    return String(body.receipts[0].id);
  }

  const bulk = () =>
    http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
      as: 'admin',
      body: `email\n${somebody().email}\n`,
      headers: { 'content-type': 'text/csv' },
    });

  /** A request for each route that does something, and what it is done to. */
  const deeds: Readonly<Record<string, () => Promise<DoneDeed>>> = {
    'POST /v1/prospects': async () => {
      const answer = await post('/v1/prospects', somebody());
      return { answer, objectId: answer.body.id };
    },
    'GET /v1/prospects/:id/export': async () => {
      const { prospectId } = await enrolled();
      const answer = await http.call('GET', `/v1/prospects/${prospectId}/export`, { as: 'admin' });
      return { answer, objectId: prospectId };
    },
    'DELETE /v1/prospects/:id': async () => {
      const { prospectId } = await enrolled();
      const answer = await http.call('DELETE', `/v1/prospects/${prospectId}`, { as: 'admin' });
      return { answer, objectId: prospectId };
    },
    'POST /v1/enrolments': async () => {
      const answer = await post('/v1/enrolments', { cadence: 'smoke', prospect: somebody() });
      return { answer, objectId: answer.body.id };
    },
    ...Object.fromEntries(
      Object.entries({
        pause: {},
        advance: { stage: 'closing' },
        exit: { reason: 'closed_lost' },
        objection: { category: 'price' },
        switch: { cadence: 'calls' },
      }).map(([verb, body]) => [
        `POST /v1/enrolments/:id/${verb}`,
        async () => {
          const { id } = await enrolled();
          return { answer: await post(`/v1/enrolments/${id}/${verb}`, body), objectId: id };
        },
      ]),
    ),
    'POST /v1/enrolments/:id/resume': async () => {
      const { id } = await enrolled();
      await post(`/v1/enrolments/${id}/pause`);
      return { answer: await post(`/v1/enrolments/${id}/resume`), objectId: id };
    },
    'POST /v1/enrolments/:id/reopen': async () => {
      const { id } = await enrolled();
      await post(`/v1/enrolments/${id}/exit`);
      return { answer: await post(`/v1/enrolments/${id}/reopen`), objectId: id };
    },
    'POST /v1/enrolments/bulk': async () => {
      const answer = await bulk();
      return { answer, objectId: answer.body.importId };
    },
    'DELETE /v1/imports/:id': async () => {
      const { importId } = (await bulk()).body;
      await waitFor('the import', async () => {
        const { body } = await http.call('GET', `/v1/imports/${importId}`, { as: 'ops' });
        return body.status === 'finished';
      });
      const answer = await http.call('DELETE', `/v1/imports/${importId}`, { as: 'admin' });
      return { answer, objectId: importId };
    },
    'PUT /v1/tasks/:id/mail': async () => {
      const [path, objectId] = await ofTask('approve');
      const subject = 'As agreed';
      const mail = path.replace(/approve$/, 'mail');
      return { answer: await http.call('PUT', mail, { as: 'admin', body: { subject } }), objectId };
    },
    ...Object.fromEntries(
      ['complete', 'skip', 'approve', 'reject'].map((verb) => [
        `POST /v1/tasks/:id/${verb}`,
        async () => {
          const [path, objectId] = await ofTask(verb);
          return { answer: await post(path), objectId };
        },
      ]),
    ),
    'POST /v1/tasks/:id/snooze': async () => {
      const [path, objectId] = await ofTask('skip');
      const until = new Date(Date.now() + 3_600_000).toISOString();
      return { answer: await post(path.replace(/skip$/, 'snooze'), { until }), objectId };
    },
    'POST /v1/tasks/:id/wake': async () => {
      const [path, objectId] = await ofTask('skip');
      const until = new Date(Date.now() + 3_600_000).toISOString();
      await post(path.replace(/skip$/, 'snooze'), { until });
      return { answer: await post(path.replace(/skip$/, 'wake')), objectId };
    },
    'POST /v1/suppressions': async () => {
      const value = `${randomUUID()}.example`;
      return { answer: await post('/v1/suppressions', { value }), objectId: value };
    },
    'DELETE /v1/suppressions/:value': async () => {
      const value = `${randomUUID()}.example`;
      await post('/v1/suppressions', { value });
      const answer = await http.call('DELETE', `/v1/suppressions/${value}`, { as: 'admin' });
      return { answer, objectId: value };
    },
    'POST /v1/suppressions/bulk': async () => {
      const list = {
        body: `email\n${somebody().email}\n`,
        headers: { 'content-type': 'text/csv' },
      };
      return { answer: await post('/v1/suppressions/bulk', list.body, list), objectId: 'list' };
    },
    'POST /v1/cadences/:key/pause': async () => {
      const answer = await post('/v1/cadences/calls/pause');
      await post('/v1/cadences/calls/resume');
      return { answer, objectId: 'calls' };
    },
    'POST /v1/cadences/:key/resume': async () => {
      await post('/v1/cadences/calls/pause');
      return { answer: await post('/v1/cadences/calls/resume'), objectId: 'calls' };
    },
    'POST /v1/mailboxes/:key/pause': async () => {
      await post('/v1/mailboxes/kari/resume');
      const answer = await post('/v1/mailboxes/kari/pause');
      await post('/v1/mailboxes/kari/resume');
      return { answer, objectId: 'kari' };
    },
    'POST /v1/mailboxes/:key/resume': async () => {
      await post('/v1/mailboxes/kari/pause');
      return { answer: await post('/v1/mailboxes/kari/resume'), objectId: 'kari' };
    },
    'POST /v1/company-holds/:id/release': async () => {
      const { email } = await enrolled();
      await http.webhook(eventOf('deal.won', { prospect: { email } }));
      const { body } = await http.call('GET', '/v1/company-holds', { as: 'ops' });
      const { id } = body.items[0];
      return { answer: await post(`/v1/company-holds/${id}/release`), objectId: id };
    },
    'POST /v1/cadences/:key/publish': async () => {
      await enrolled();
      await http.system.app.db.query(
        `update cadences set current_hash = (select hash from cadence_versions where key = 'calls') where key = 'smoke'`,
      );
      const answer = await post('/v1/cadences/smoke/publish');
      return { answer, objectId: String(answer.body.publication) };
    },
    'POST /v1/receipts/:id/replay': async () => {
      const id = await unmatched();
      return { answer: await post(`/v1/receipts/${id}/replay`), objectId: id };
    },
    'POST /v1/receipts/replay': async () => {
      const id = await unmatched();
      return { answer: await post('/v1/receipts/replay', { source: 'crm' }), objectId: id };
    },
    'POST /v1/reconcile': async () => {
      const prospect = { email: (await enrolled()).email };
      const answer = await post('/v1/reconcile', { items: [{ prospect, optedOut: true }] });
      return { answer, objectId: 'reconcile' };
    },
  };
  return { post, enrolled, unmatched, deeds };
}
