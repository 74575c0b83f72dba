import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUnsubscribeToken, signUnsubscribeToken } from '../../../src/email/unsubscribe.ts';

const key = Buffer.alloc(32, 7);
const claim = {
  prospectId: '0198c3a5-1111-7abc-8def-0123456789ab',
  enrolmentId: '0198c3a5-2222-7abc-8def-ba9876543210',
};
const token = signUnsubscribeToken(key, claim);

describe('an opt-out token', () => {
  test('comes back as what it was made of, for any two ids', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (prospectId, enrolmentId) => {
        const made = signUnsubscribeToken(key, { prospectId, enrolmentId });
        expect(made).toMatch(/^[\w-]{66}$/);
        expect(readUnsubscribeToken(key, made)).toEqual({ prospectId, enrolmentId });
      }),
    );
  });

  test('stays the same for ever: mails that are out must go on working', () => {
    expect(token).toBe('AQGYw6UREXq8je8BI0VniasBmMOlIiJ6vI3vuph2VDIQke1yi9gscPeqR-Xic3_ShQ');
  });

  test('of another key is none', () => {
    const other = Buffer.from(key);
    other[31] = 8;
    expect(readUnsubscribeToken(other, token)).toBeNull();
    expect(readUnsubscribeToken(key, signUnsubscribeToken(other, claim))).toBeNull();
    expect(readUnsubscribeToken(Buffer.alloc(0), token)).toBeNull();
  });

  test('with any one bit turned is none', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readUnsubscribeToken(key, forged.toString('base64url'))).toBeNull();
    }
  });

  test('has one spelling only', () => {
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const good = [...last].filter(
      (c) => readUnsubscribeToken(key, token.slice(0, -1) + c) !== null,
    );
    expect(good).toEqual([token.at(-1)]);
  });

  test('cut, lengthened or with something around it is none', () => {
    for (let length = 0; length < token.length; length += 1) {
      expect(readUnsubscribeToken(key, token.slice(0, length))).toBeNull();
      expect(readUnsubscribeToken(key, token.slice(length + 1))).toBeNull();
    }
    for (const text of [`${token}A`, `${token}=`, `${token}\n`, ` ${token}`, `${token}${token}`]) {
      expect(readUnsubscribeToken(key, text)).toBeNull();
    }
  });

  test('of parts of two others is none', () => {
    const another = signUnsubscribeToken(key, {
      prospectId: claim.enrolmentId,
      enrolmentId: claim.prospectId,
    });
    expect(readUnsubscribeToken(key, token.slice(0, 44) + another.slice(44))).toBeNull();
  });

  test('no text makes the reading throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readUnsubscribeToken(key, text)).toBeNull();
      }),
    );
    expect(readUnsubscribeToken(key, 'A'.repeat(66))).toBeNull();
    expect(readUnsubscribeToken(key, 'é'.repeat(66))).toBeNull();
  });
});
