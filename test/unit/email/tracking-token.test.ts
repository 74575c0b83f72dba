import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readClickToken,
  readOpenToken,
  signTrackedPart,
} from '../../../src/email/tracking-token.ts';
import { readUnsubscribeToken, signUnsubscribeToken } from '../../../src/email/unsubscribe.ts';

const key = Buffer.alloc(32, 7);
const touchId = '0198c3a5-1111-7abc-8def-0123456789ab';
const url = 'https://fjord.example/priser?ref=1#a';
const click = signTrackedPart(key, { touchId, url });
const open = signTrackedPart(key, { touchId, url: null });

test('what is signed comes back, for any touch and any address', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.webUrl({ withQueryParameters: true }), (id, address) => {
      const made = signTrackedPart(key, { touchId: id, url: address });
      expect(made).toMatch(/^[\w-]+$/);
      expect(readClickToken(key, made)).toEqual({ touchId: id, url: address });
      expect(readOpenToken(key, signTrackedPart(key, { touchId: id, url: null }))).toBe(id);
    }),
  );
});

test('they stay the same for ever: links of mails that are out must go on working', () => {
  expect([click, open]).toMatchInlineSnapshot(`
    [
      "AQGYw6UREXq8je8BI0VniasNv4GaZcxYWbBYBQzbrSMraHR0cHM6Ly9mam9yZC5leGFtcGxlL3ByaXNlcj9yZWY9MSNh",
      "AgGYw6UREXq8je8BI0Vniat-oFv1TgpynvQnSiM_Ztcd",
    ]
  `);
});

test('a link is no image, an image no link, and neither an opt-out', () => {
  expect(readClickToken(key, open)).toBeNull();
  expect(readOpenToken(key, click)).toBeNull();
  expect(readUnsubscribeToken(key, open)).toBeNull();
  const optOut = signUnsubscribeToken(key, { prospectId: touchId, enrolmentId: touchId });
  expect(readClickToken(key, optOut)).toBeNull();
  expect(readOpenToken(key, optOut)).toBeNull();
});

test('with any one bit turned, cut, lengthened or spelt otherwise it leads nowhere', () => {
  for (const token of [click, open]) {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readClickToken(key, forged.toString('base64url'))).toBeNull();
      expect(readOpenToken(key, forged.toString('base64url'))).toBeNull();
    }
    for (let length = 0; length < token.length; length += 1) {
      expect(readClickToken(key, token.slice(0, length))).toBeNull();
      expect(readOpenToken(key, token.slice(0, length))).toBeNull();
    }
    for (const more of ['A', 'AA', '=', ' ', '/../evil', '%00', '?', '\n']) {
      expect(readClickToken(key, token + more)).toBeNull();
      expect(readOpenToken(key, token + more)).toBeNull();
    }
  }
});

test('nobody makes a link of a link: neither another target nor another touch goes with its code', () => {
  fc.assert(
    fc.property(
      fc.webUrl(),
      fc.uuid(),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (...any) => {
        const [address, id, guess] = any;
        fc.pre(address !== url && id !== touchId);
        const body = Buffer.from(click, 'base64url');
        const target = Buffer.from(address);
        const uuid = Buffer.from(id.replaceAll('-', ''), 'hex');
        for (const forged of [
          Buffer.concat([body.subarray(0, 33), target]),
          Buffer.concat([body.subarray(0, 1), uuid, body.subarray(17)]),
          Buffer.concat([body.subarray(0, 17), guess, target]),
          Buffer.concat([body, target]),
        ]) {
          expect(readClickToken(key, forged.toString('base64url'))).toBeNull();
        }
      },
    ),
  );
});

test('any text at all is read without complaint', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
      expect(readClickToken(key, text)).toBeNull();
      expect(readOpenToken(key, text)).toBeNull();
    }),
  );
});
