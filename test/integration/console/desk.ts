import { randomUUID } from 'node:crypto';
import { smoke } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { type TestHttp, workspace } from '../http/open-http.ts';

/** Cadences in which replies, calls and approvals are asked for. */
export const cadences = {
  'workspace.yaml': `${workspace}
company_hold: { for: 14 days }
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: "Kari <kari@fjord.example>", timezone: Europe/Oslo }]
`,
  'smoke.yaml': smoke.replace(
    'on: { reply: { pause: true }',
    'on: { reply: { pause: true, task: { kind: reply, title: "Answer {{prospect.firstName}}" } }',
  ),
  'calls.yaml': `
key: calls
title: Calls
steps:
  - { id: call, stage: prospecting, task: { kind: call, title: "Ring {{prospect.firstName}}" } }
  - { id: two, stage: prospecting, after: 2s, email: { template: smoke/two, approve: true } }
  - { id: later, stage: closing, after: 30 days, email: { template: smoke/two } }
`,
};

/** People and tasks on a server with `cadences`. */
export function deskOn(http: TestHttp) {
  return {
    async enrolled(cadence: string, person: Readonly<Record<string, string>> = {}) {
      const mark = randomUUID().slice(0, 8);
      const prospect = { email: `p-${mark}@c-${mark}.example`, firstName: `P${mark}`, ...person };
      const body = { cadence, prospect, owner: person.owner };
      const answer = await http.call('POST', '/v1/enrolments', { as: 'admin', body });
      return { id: String(answer.body.id), ...prospect };
    },
    /** The hold that somebody's word has brought about. */
    async holdOf(email: string): Promise<string> {
      return waitFor(`the hold of ${email}`, async () => {
        const { body } = await http.call('GET', '/v1/company-holds', { as: 'rep' });
        return body.items.find((hold: { readonly email: string }) => hold.email === email)?.id;
      });
    },
    async taskOf(enrolmentId: string, kind: string): Promise<string> {
      return waitFor(`the task ${kind}`, async () => {
        const path = `/v1/tasks?enrolmentId=${enrolmentId}&status=open&kind=${kind}`;
        const { body } = await http.call('GET', path, { as: 'rep' });
        return body.items[0]?.id;
      });
    },
  };
}
