import { describe, expect, test } from 'vitest';
import { classifyFailure, nextAttemptDelayMs } from '../../../src/email/smtp-outcome.ts';

/** What the library tells of a reply. */
const replied = (command: string, response: string, code = 'EENVELOPE') => ({
  message: `Something failed: ${response}`,
  code,
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
});
const broke = (message: string, code: string) => ({ message, code, command: 'CONN' });

describe('a reply to the envelope', () => {
  test.each([
    ['RCPT TO', '450 4.2.0 Greylisted, come back in 5 minutes', 'deferred', '4.2.0'],
    ['RCPT TO', '451 4.7.1 Greylisting in action', 'deferred', '4.7.1'],
    ['RCPT TO', '451 Temporary local problem', 'deferred', null],
    ['RCPT TO', '452 4.2.2 Mailbox full', 'deferred', '4.2.2'],
    ['MAIL FROM', '421 4.3.2 Closing', 'deferred', '4.3.2'],
    ['MAIL FROM', '450 4.1.8 Sender address rejected: Domain not found', 'deferred', '4.1.8'],
    ['DATA', '451 4.3.0 Try again', 'deferred', '4.3.0'],
  ])('%s %s', (command, response, kind, status) => {
    expect(classifyFailure(replied(command, response), false)).toEqual({
      kind,
      replyCode: Number(response.slice(0, 3)),
      status,
      response,
    });
  });

  test.each([
    ['RCPT TO', '550 5.1.1 User unknown', 'recipient', '5.1.1'],
    ['RCPT TO', '550-5.1.1 The account\n550 5.1.1 does not exist', 'recipient', '5.1.1'],
    ['RCPT TO', '550 #5.1.0 Address rejected.', 'recipient', '5.1.0'],
    ['RCPT TO', '550 sorry, no mailbox here by that name. (#5.1.1)', 'recipient', '5.1.1'],
    ['RCPT TO', '556 5.1.10 Domain has null MX', 'recipient', '5.1.10'],
    ['RCPT TO', '550 No such user here', 'recipient', null],
    ['RCPT TO', '550 5.0.0 No such user', 'recipient', '5.0.0'],
    ['RCPT TO', '551 User not local', 'recipient', null],
    ['RCPT TO', '553 Mailbox name not allowed', 'recipient', null],
    ['RCPT TO', '550 5.7.1 Relaying denied', 'sender', '5.7.1'],
    ['RCPT TO', '553 sorry, that domain is not in my list (#5.7.1)', 'sender', '5.7.1'],
    ['RCPT TO', '553 5.1.8 Sender address rejected: Domain not found', 'sender', '5.1.8'],
    ['RCPT TO', '501 5.1.7 Bad sender address syntax', 'sender', '5.1.7'],
    ['MAIL FROM', '553 5.1.1 Sender unknown', 'sender', '5.1.1'],
    ['MAIL FROM', '530 Authentication required', 'sender', null],
    // Full for good, or too much at once: the person is there.
    ['RCPT TO', '552 5.2.2 Mailbox full', 'message', '5.2.2'],
    ['RCPT TO', '552 Exceeded storage', 'message', null],
    ['RCPT TO', '554 Transaction failed', 'message', null],
    ['RCPT TO', '550 5.4.1 Access denied', 'message', '5.4.1'],
    ['DATA', '554 No valid recipients', 'message', null],
  ])('%s %s is about the %s', (command, response, about, status) => {
    expect(classifyFailure(replied(command, response), false)).toMatchObject({
      kind: 'failed',
      replyCode: Number(response.slice(0, 3)),
      about,
      status,
    });
  });

  test.each([
    ['an address of the network', '554 Your host [5.1.2.3] is blocked'],
    ['one that begins like a code', '554 Blocked: 5.1.1.100'],
    ['one that ends like a code', '554 Blocked: 10.5.1.1'],
    ['a version', '554 Refused by mailer 4.1.1'],
    ['a date', '554 Refused since 2026.5.1.1'],
  ])('%s is no status code', (_what, response) => {
    expect(classifyFailure(replied('RCPT TO', response), false)).toMatchObject({
      about: 'message',
      status: null,
    });
  });
});

describe('a reply to the message', () => {
  test.each([
    ['554 5.7.1 Message refused by policy', 'sender'],
    ['550 5.7.515 Access denied, sending domain does not meet the required level', 'sender'],
    ['550 5.7.1 Our system has detected that this message is likely spam', 'sender'],
    ['550 5.1.1 User unknown', 'recipient'],
    ['552 5.3.4 Message too big', 'message'],
    ['552 Message size exceeds fixed maximum', 'message'],
    ['554 Transaction failed', 'message'],
    // Without a code of its own, a 550 at this place is about what we sent.
    ['550 Rejected', 'message'],
  ])('%s is about the %s', (response, about) => {
    expect(classifyFailure(replied('DATA', response, 'EMESSAGE'), true)).toMatchObject({
      kind: 'failed',
      about,
      response,
    });
  });

  test.each(['451 4.7.0 Try again later', '421 4.4.2 Bad connection', '452 Out of space'])(
    '%s is tried again',
    (response) => {
      expect(classifyFailure(replied('DATA', response, 'EMESSAGE'), true)).toMatchObject({
        kind: 'deferred',
        response,
      });
    },
  );
});

describe('no reply that could count', () => {
  test.each([
    ['connection refused', broke('connect ECONNREFUSED 127.0.0.1:25', 'ESOCKET'), false],
    ['no such host', broke('getaddrinfo ENOTFOUND mail.example', 'EDNS'), false],
    ['no greeting in time', broke('Greeting never received', 'ETIMEDOUT'), false],
    ['a bad certificate', broke('self-signed certificate', 'ESOCKET'), false],
    ['lost before the message', broke('Connection closed unexpectedly', 'ECONNECTION'), false],
    ['421 instead of a greeting', replied('CONN', '421 4.3.2 Busy', 'EPROTOCOL'), false],
    ['554 instead of a greeting', replied('CONN', '554 5.7.1 Go away', 'EPROTOCOL'), false],
    ['a broken STARTTLS', replied('STARTTLS', '454 4.7.0 TLS not available', 'ETLS'), false],
    ['an error without anything', { message: 'oops' }, false],
  ])('%s: not sent', (_what, failure, started) => {
    const response = 'response' in failure ? failure.response : failure.message;
    expect(classifyFailure(failure, started)).toEqual({
      kind: 'not_sent',
      detail: response,
      mailbox: false,
    });
  });

  test.each([
    ['lost in the message', broke('Connection closed unexpectedly', 'ECONNECTION')],
    ['lost after the last dot', broke('read ECONNRESET', 'ESOCKET')],
    ['no answer in time', broke('Timeout', 'ETIMEDOUT')],
    ['an answer that is none', replied('DATA', '200 what?', 'EMESSAGE')],
    ['a reply beyond the protocol', replied('DATA', '999 what?', 'EMESSAGE')],
  ])('%s: unknown', (_what, failure) => {
    expect(classifyFailure(failure, true)).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    ['535 5.7.8 Bad username or password', true],
    ['534 5.7.9 Application-specific password required', true],
    ['454 4.7.0 Temporary authentication failure', false],
    ['421 4.7.0 Too many logins', false],
  ])('a login that is answered by %s', (response, mailbox) => {
    expect(classifyFailure(replied('AUTH PLAIN', response, 'EAUTH'), false)).toEqual({
      kind: 'not_sent',
      detail: response,
      mailbox,
    });
  });

  test('no password at all is the fault of the mailbox', () => {
    const failure = { message: 'Missing credentials for "PLAIN"', code: 'EAUTH', command: 'API' };
    expect(classifyFailure(failure, false)).toMatchObject({ kind: 'not_sent', mailbox: true });
  });
});

test('replies are kept on one line, and not for ever', () => {
  const response = `550-5.1.1 no\r\n550 5.1.1 such\tuser ${'x'.repeat(2_000)}`;
  const outcome = classifyFailure(replied('RCPT TO', response), false);
  if (outcome.kind !== 'failed') throw new Error(`a ${outcome.kind}`);
  expect(outcome.response).toHaveLength(500);
  expect(outcome.response).toMatch(/^550-5\.1\.1 no 550 5\.1\.1 such user x+$/);
});

test('attempts come further and further apart, and end', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7].map(nextAttemptDelayMs);
  expect(delays).toEqual([5, 15, 60, 240, 720, 1_440, null].map((m) => m && m * 60_000));
  expect(nextAttemptDelayMs(0)).toBeNull();
});
