import { expect, test } from 'vitest';
import { parseMailAddress } from '../../../../src/domain/language/mail-address.ts';
import { InvalidInput } from '../../../../src/errors.ts';

test.each([
  ['kari@fjord.example', null, 'kari@fjord.example'],
  ['  Kari Nordmann <kari@fjord.example> ', 'Kari Nordmann', 'kari@fjord.example'],
  ['<kari@localhost>', null, 'kari@localhost'],
  ['"Nordmann, Kari \\"KN\\"" <k+n@fjord.example>', 'Nordmann, Kari "KN"', 'k+n@fjord.example'],
  ['Åse Ødegård <åse@blåbær.example>', 'Åse Ødegård', 'åse@blåbær.example'],
])('%j is one address', (text, name, address) => {
  expect(parseMailAddress(text)).toEqual({ name, address });
});

test.each([
  '',
  'kari',
  '@fjord.example',
  'kari@',
  'kari@@fjord.example',
  'kari@fjord@example',
  'kari..n@fjord.example',
  'kari@fjord..example',
  'kari@-fjord.example',
  'kari@fjord.example, ola@fjord.example',
  'Kari <kari@fjord.example>, Ola <ola@fjord.example>',
  'kari@fjord.example <ola@fjord.example>',
  'Kari <kari@fjord.example',
  'Kari <kari@fjord.example> Ola',
  'Team: kari@fjord.example;',
  'Kari\r\nBcc: ola@fjord.example <kari@fjord.example>',
  'kari@fjord.example\n',
  `${'k'.repeat(330)}@fjord.example`,
])('%j is not', (text) => {
  expect(() => parseMailAddress(text)).toThrow(InvalidInput);
});
