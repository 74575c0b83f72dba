import { expect, test } from 'vitest';
import { ownAddresses } from '../../../src/app/intake/own-addresses.ts';
import { parseWorkspace } from '../../../src/domain/language/workspace.ts';

const { workspace } = parseWorkspace(
  'mailboxes: [{ key: kari, smtp_env: SMTP, from: "Kari <Kari@Fjord.example>", reply_to: svar@blåbær.example }]',
  'workspace.yaml',
);
const mailboxes = workspace?.mailboxes ?? [];

test.each([
  ['kari@fjord.example', true],
  ['KARI@FJORD.EXAMPLE', true],
  ['kari+0f3a@fjord.example', true],
  ['svar@xn--blbr-roah.example', true],
  ['ola@fjord.example', false],
  ['kari@fjord.example.evil.example', false],
  ['kari%fjord.example@evil.example', false],
  ['kari', false],
  ['', false],
])('mail to %s is for us: %s', (address, isOurs) => {
  expect(ownAddresses({ mailboxes }, null)(address)).toBe(isOurs);
});

test.each([
  ['bounces@fjord.example', true],
  ['bounces+tag@fjord.example', true],
  ['anybody@in.fjord.example', true],
  ['anybody@deeper.in.fjord.example', false],
  ['kari@fjord.example', false],
])('of a list of recipients, %s: %s', (address, isOurs) => {
  const recipients = ['bounces@fjord.example', '@in.fjord.example'];
  expect(ownAddresses({ mailboxes }, null, recipients)(address)).toBe(isOurs);
});
