import { expect, test } from 'vitest';
import { domainOf } from '../../../src/domain/address.ts';

test.each([
  ['kari@fjord.example', 'fjord.example'],
  ['Kari@FJORD.example', 'fjord.example'],
  ['kari@Blåbær.example', 'xn--blbr-roah.example'],
  ['kari@xn--blbr-roah.example', 'xn--blbr-roah.example'],
  ['"a@b"@fjord.example', 'fjord.example'],
  ['kari@fjord example', ''],
])('the domain of %s is what the DNS knows: %s', (address, domain) => {
  expect(domainOf(address)).toBe(domain);
});
