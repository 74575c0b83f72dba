import { describe, expect, test } from 'vitest';
import { isAmong, type Role, roles } from '../../src/domain/codes.ts';
import {
  isWithin,
  type KeyReach,
  ownerName,
  ownerOrNobody,
  viewerOf,
} from '../../src/domain/viewer.ts';

const key = (role: Role, email: string | null = null, team: readonly string[] = []): KeyReach => ({
  ...{ id: 'one', role, email, team },
});
const [kari, ola, eva] = ['kari@firm.no', 'ola@firm.no', 'eva@firm.no'];

describe('whose work a key sees', () => {
  test.each<[string, KeyReach, readonly string[] | null, string | null]>([
    ['a rep without an address', key('rep'), null, null],
    ['a rep with one', key('rep', kari), [kari], kari],
    ['a rep whose role has no team', key('rep', kari, [ola]), [kari], kari],
    ['a manager without both', key('manager'), null, null],
    ['a manager with an address', key('manager', eva), [eva], eva],
    ['a manager with a team', key('manager', null, [kari, ola]), [kari, ola], null],
    ['a manager who is of her team', key('manager', kari, [kari, ola]), [kari, ola], kari],
    ['ops', key('ops', kari, [ola]), null, null],
    ['crm', key('crm', kari, [ola]), null, null],
    ['admin', key('admin', kari, [ola]), null, null],
  ])('%s', (_, given, owners, own) => {
    expect(viewerOf(given)).toEqual({ keyId: 'one', owners, own });
  });

  test("nobody's work is seen by all, a colleague's by whom it is named to", () => {
    expect([null, kari, ola].map((owner) => isWithin(owner, [kari]))).toEqual([true, true, false]);
    expect([null, ola].map((owner) => isWithin(owner, null))).toEqual([true, true]);
    expect([null, ola].map((owner) => isWithin(owner, []))).toEqual([true, false]);
  });
});

test('an owner is kept as addresses are, or as it is', () => {
  expect(ownerName(' Kari@FIRM.no ')).toBe('kari@firm.no');
  expect(ownerName('Kari Nilsen ')).toBe('Kari Nilsen');
  expect(['', '  ', null, undefined].map(ownerOrNobody)).toEqual([null, null, null, null]);
});

test('a manager may what a rep may, an admin all', () => {
  const may = (those: readonly Role[]) => roles.filter((role) => isAmong(role, those));
  expect(may(['rep'])).toEqual(['rep', 'manager', 'admin']);
  expect(may(['ops', 'crm'])).toEqual(['ops', 'crm', 'admin']);
  expect(may(['manager'])).toEqual(['manager', 'admin']);
  expect(may([])).toEqual(['admin']);
});
