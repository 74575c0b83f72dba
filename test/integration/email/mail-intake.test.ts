import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import {
  type DeliveredMail,
  type ListenerOptions,
  type MailListener,
  startMailListener,
} from '../../../src/email/mail-intake.ts';
import { Unavailable } from '../../../src/errors.ts';
import { waitFor } from '../../helpers/wait.ts';
import { mail, connect as transportTo } from './conversations.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

const ours = 'ingrid@fjord.example';

async function listen(options: Partial<ListenerOptions> = {}) {
  const received: DeliveredMail[] = [];
  const failures: unknown[] = [];
  const listener = await startMailListener({
    host: '127.0.0.1',
    port: 0,
    maxBytes: 100_000,
    maxConnections: 20,
    isOurs: (address) => address.endsWith('@fjord.example'),
    receive: async (one) => received.push(one),
    onFailure: (error) => failures.push(error),
    ...options,
  });
  opened.push(listener);
  return { listener, received, failures };
}

/** A conversation in plain words: each line waits for the answer to the one before. */
async function talk({ port }: MailListener, ...lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const answers = answersOf(socket);
  await waitFor('the greeting', () => answers.length > 0);
  for (const [index, line] of lines.entries()) {
    socket.write(`${line}\r\n`);
    await waitFor(`the answer to ${line.slice(0, 40)}`, () => answers.length > index + 1);
  }
  socket.destroy();
  return answers;
}

function answersOf(socket: Socket): string[] {
  const answers: string[] = [];
  let rest = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString();
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (line[3] !== '-') answers.push(line);
    }
  });
  return answers;
}

test('a mail arrives byte for byte, with whom it is from and to', async () => {
  const { listener, received } = await listen();
  const message = mail(ours);
  const transport = transportTo(`smtp://127.0.0.1:${listener.port}?ignoreTLS=true`);
  expect(await transport.send(message)).toMatchObject({ kind: 'sent', response: /^250 / });
  expect(received).toHaveLength(1);
  expect(Buffer.from(received[0]?.raw ?? '')).toEqual(message.raw);
  expect(received[0]?.envelope).toEqual({ from: message.envelope.from, to: [ours] });
});

test('a bounce has no sender, and nobody is relayed', async () => {
  const { listener, received } = await listen();
  const answers = await talk(
    listener,
    'EHLO mx.example',
    'MAIL FROM:<>',
    'RCPT TO:<kari@example.no>',
    `RCPT TO:<bounces+tag@fjord.example>`,
    'DATA',
    'Subject: Undelivered\r\n\r\nIt came back.\r\n.',
  );
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual([
    '220',
    '250',
    '250',
    '550',
    '250',
    '354',
    '250',
  ]);
  expect(answers[3]).toBe('550 5.7.1 Not an address of ours; no relaying');
  expect(received[0]?.envelope).toEqual({ from: null, to: ['bounces+tag@fjord.example'] });
});

test('250 comes only after the mail was received', async () => {
  let apply = (): void => undefined;
  const applied = new Promise<void>((resolve) => {
    apply = resolve;
  });
  let isAsked = false;
  const { listener } = await listen({
    receive: () => {
      isAsked = true;
      return applied;
    },
  });
  let isAnswered = false;
  const transport = transportTo(`smtp://127.0.0.1:${listener.port}?ignoreTLS=true`);
  const sending = transport.send(mail(ours)).finally(() => {
    isAnswered = true;
  });
  await waitFor('the mail', () => isAsked);
  expect(isAnswered).toBe(false);
  apply();
  expect(await sending).toMatchObject({ kind: 'sent' });
});

test.each([
  ['the database is away', new Unavailable('database_unavailable', 'away')],
  ['it failed here', new RangeError('too deep')],
])('when %s the sender is told to try again', async (why, error) => {
  const { listener, failures } = await listen({ receive: () => Promise.reject(error) });
  const answers = await talk(
    listener,
    'EHLO mx.example',
    'MAIL FROM:<kari@example.no>',
    `RCPT TO:<${ours}>`,
    'DATA',
    'Subject: Re\r\n\r\nYes\r\n.',
  );
  expect(answers.at(-1)).toBe(`451 4.3.0 Not received, ${why}: try again later`);
  expect(failures).toEqual([error]);
});

test('too big a mail is refused, whether its size is told before or not', async () => {
  const { listener, received } = await listen();
  const told = await talk(listener, 'EHLO mx.example', 'MAIL FROM:<kari@example.no> SIZE=100001');
  expect(told.at(-1)).toMatch(/^552 /);
  const line = `${'x'.repeat(998)}\r\n`;
  const untold = await talk(
    listener,
    'EHLO mx.example',
    'MAIL FROM:<kari@example.no>',
    `RCPT TO:<${ours}>`,
    'DATA',
    `Subject: Re\r\n\r\n${line.repeat(101)}.`,
  );
  expect(untold.at(-1)).toBe('552 5.3.4 Over 100000 bytes');
  expect(received).toEqual([]);
});

test('a mail that is cut off in the middle is none', async () => {
  const { listener, received } = await listen();
  const socket = connect(listener.port, '127.0.0.1');
  const answers = answersOf(socket);
  const say = async (line: string, count: number) => {
    socket.write(line);
    await waitFor(`answer ${count}`, () => answers.length >= count);
  };
  await waitFor('the greeting', () => answers.length > 0);
  await say('EHLO mx.example\r\n', 2);
  await say('MAIL FROM:<kari@example.no>\r\n', 3);
  await say(`RCPT TO:<${ours}>\r\n`, 4);
  await say('DATA\r\n', 5);
  socket.end('Subject: Re\r\n\r\nI will sign, unless');
  await once(socket, 'close');
  // Whatever follows is answered after what came before.
  const transport = transportTo(`smtp://127.0.0.1:${listener.port}?ignoreTLS=true`);
  expect(await transport.send(mail(ours))).toMatchObject({ kind: 'sent' });
  expect(received).toHaveLength(1);
});

test('connections are limited, and a port that is taken says where to choose another', async () => {
  const { listener } = await listen({ maxConnections: 1 });
  const first = connect(listener.port, '127.0.0.1');
  const greeting = answersOf(first);
  await waitFor('the greeting', () => greeting.length > 0);
  const second = answersOf(connect(listener.port, '127.0.0.1'));
  await waitFor('the refusal', () => second.length > 0);
  expect(second[0]).toMatch(/^421 /);
  first.destroy();
  await expect(listen({ port: listener.port })).rejects.toMatchObject({
    code: 'port_taken',
    message: expect.stringContaining('inbound.smtp in workspace.yaml'),
  });
});
