import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const mail = `---
subject: Hei
---
<mjml><mj-body><mj-section><mj-column><mj-text>Hei <a href="{{unsubscribeUrl}}">Meld meg av</a>
{{sender.postalAddress}}</mj-text></mj-column></mj-section></mj-body></mjml>
`;

let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer();
  http = await openHttp({
    cadences: { 'smoke.yaml': smoke.replace('smoke/one', 'smoke/hei') },
    templates: { 'smoke/hei.nb.mjml': mail },
    smtpUrl: smtp.url,
  });
  await http.system.work();
});
afterAll(async () => {
  await http?.close();
  await smtp?.close();
});

test('where neither the prospect nor the cadence has a language, the page has that of the mail', async () => {
  const { email } = somebody();
  const body = { cadence: 'smoke', prospect: { email } };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  await waitFor('what is kept of the mail', async () => {
    const { rows } = await http.system.app.db.query(
      `select from touches where enrolment_id = $1 and template_hash is not null`,
      [id],
    );
    return rows.length > 0;
  });
  const sent = smtp.accepted.find(({ to }) => to === email);
  const path = /^List-Unsubscribe: <https?:\/\/[^/]+(\/u\/[^>]+)>/m.exec(
    String(sent?.raw).replace(/\r\n\s+/g, ' '),
  )?.[1];
  const page = await http.call('GET', path ?? '');
  expect(page.text).toContain('<html lang="nb">');
});
