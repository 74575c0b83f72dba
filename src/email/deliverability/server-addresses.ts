import { BlockList, isIP } from 'node:net';
import type { Dns } from '../dns.ts';
import { type Finding, notKnown } from './finding.ts';

/** Where a mail server is, as the DNS tells. */
export type ServerAddresses = { readonly host: string } & (
  | {
      readonly known: true;
      readonly addresses: readonly string[];
      /** On this machine or in a private network: the world sees another address. */
      readonly isLocal: boolean;
    }
  | { readonly known: false; readonly why: string }
);

const local = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  local.addSubnet(network, bits, 'ipv4');
}
local.addAddress('::1', 'ipv6');
local.addSubnet('fc00::', 7, 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');

/** @param host  a name, or an address without brackets */
export async function serverAddresses(dns: Dns, host: string): Promise<ServerAddresses> {
  if (host === 'localhost' || host.endsWith('.localhost')) {
    return { host, known: true, addresses: ['127.0.0.1'], isLocal: true };
  }
  const answer = isIP(host) === 0 ? await dns.addresses(host) : { known: true, records: [host] };
  if (!('records' in answer)) return { host, known: false, why: answer.why };
  const addresses = answer.records;
  return { host, known: true, addresses, isLocal: addresses.some(isLocalAddress) };
}

/**
 * Whether the addresses of the mail server have names that lead back to them: large receivers refuse mail from others. A
 * warning at most, since a server may send from other addresses than it is reached at.
 */
export async function checkReverse(dns: Dns, server: ServerAddresses): Promise<Finding> {
  const check = 'reverse DNS';
  if (!server.known) return notKnown(check, server.why);
  const { host, addresses } = server;
  if (server.isLocal) {
    return notKnown(check, `${host} is not reached from outside: its own server sends on`);
  }
  if (addresses.length === 0) {
    const fix = 'Look at the name in the SMTP URL of the mailbox.';
    return { check, result: 'warning', detail: `${host} has no address in the DNS`, fix };
  }
  const looks = await Promise.all(addresses.map((address) => lookBack(dns, address)));
  const unknown = looks.find((look) => look.result === 'unknown');
  const wrong = looks.find((look) => look.result === 'warning');
  const first = wrong ?? unknown ?? looks[0];
  return { ...(first ?? notKnown(check, host)), check };
}

async function lookBack(dns: Dns, address: string): Promise<Omit<Finding, 'check'>> {
  const names = await dns.names(address);
  if (!names.known) return { result: 'unknown', detail: names.why };
  const [name] = names.records;
  const fix = `If mails leave from ${address}, ask who runs it for a PTR record whose name has ${address} as its address.`;
  if (name === undefined) return { result: 'warning', detail: `${address} has no name (PTR)`, fix };
  const forward = await Promise.all(names.records.slice(0, 10).map((one) => dns.addresses(one)));
  const unknown = forward.find((one) => !one.known);
  if (forward.some((one) => one.known && one.records.includes(address))) {
    return { result: 'ok', detail: `${address} is ${name}, and back` };
  }
  if (unknown !== undefined && !unknown.known) return { result: 'unknown', detail: unknown.why };
  return { result: 'warning', detail: `${address} is called ${name}, which is not there`, fix };
}

function isLocalAddress(address: string): boolean {
  return local.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
