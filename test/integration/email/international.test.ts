import { expect, test } from 'vitest';
import { connect, mail, serve } from './conversations.ts';

const international = 'kåre@møller.example';
const mailLines = (commands: readonly string[]) =>
  commands.filter((line) => line.startsWith('MAIL FROM:'));

test('SMTPUTF8 is asked for where an address needs it, and nowhere else', async () => {
  const server = await serve();
  const transport = connect(server.url);
  for (const to of ['kari@example.no', international, 'kari@møller.example']) {
    expect(await transport.send(mail(to))).toMatchObject({ kind: 'sent' });
  }
  expect(mailLines(server.commands)).toEqual([
    'MAIL FROM:<ingrid@fjordrute.example>',
    'MAIL FROM:<ingrid@fjordrute.example> SMTPUTF8',
    'MAIL FROM:<ingrid@fjordrute.example>',
  ]);
  expect(server.commands).toContain('RCPT TO:<kari@xn--mller-vua.example>');
});

test('a server that does not offer it hears nothing of such a mail, and takes the next', async () => {
  const server = await serve(undefined, { smtpUtf8: false });
  const transport = connect(server.url);
  expect(await transport.send(mail(international))).toMatchObject({
    kind: 'failed',
    status: '5.6.7',
    about: 'message',
    response: expect.stringContaining('does not offer SMTPUTF8'),
  });
  expect(mailLines(server.commands)).toEqual([]);
  expect(await transport.send(mail('kari@møller.example'))).toMatchObject({ kind: 'sent' });
  expect(server.commands).toContain('RCPT TO:<kari@xn--mller-vua.example>');
  expect(server.connections.opened).toBe(1);
});
