import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

/** The records under each name in lower case, without a dot at the end; reverse names as `9.113.0.203.in-addr.arpa`. */
export type Zone = Readonly<
  Record<
    string,
    {
      readonly txt?: readonly string[];
      /** `10 mx.fjord.example`; `0 .` takes no mail. */
      readonly mx?: readonly string[];
      readonly a?: readonly string[];
      readonly ptr?: readonly string[];
      /** Is not answered, or with SERVFAIL. */
      readonly broken?: 'silent' | 'failing';
    }
  >
>;

export interface TestDns {
  /** As in DNS_SERVERS. */
  readonly server: string;
  /** Questions so far, as `TXT fjord.example`. */
  readonly asked: readonly string[];
  /** Other records from now on. */
  set(zone: Zone): void;
  close(): Promise<void>;
}

const types = { 1: 'a', 12: 'ptr', 15: 'mx', 16: 'txt' } as const;
const longest = 255;

/** A DNS server (RFC 1035) on this machine, over UDP, whose answers may be as large as they like. */
export async function startDns(zone: Zone): Promise<TestDns> {
  let current = zone;
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query: Buffer, from: RemoteInfo) => {
    const { name, type, end } = questionOf(query);
    const kind = Object.entries(types).find(([number]) => Number(number) === type)?.[1];
    asked.push(`${kind?.toUpperCase() ?? type} ${name}`);
    const node = Object.hasOwn(current, name) ? current[name] : undefined;
    if (node?.broken === 'silent') return;
    const data = (kind === undefined ? [] : (node?.[kind] ?? [])).map((value) =>
      rdata(kind ?? 'txt', value),
    );
    const code = node?.broken === 'failing' ? 2 : node === undefined ? 3 : 0;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8580 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(data.length, 6);
    const answers = data.map((one) => {
      const head = Buffer.alloc(12);
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(type, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(60, 6);
      head.writeUInt16BE(one.length, 10);
      return Buffer.concat([head, one]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), from.port);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    set: (next) => {
      current = next;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function rdata(kind: 'a' | 'ptr' | 'mx' | 'txt', value: string): Buffer {
  if (kind === 'a') return Buffer.from(value.split('.').map(Number));
  if (kind === 'ptr') return wireName(value);
  if (kind === 'txt') {
    const pieces = value.match(new RegExp(`.{1,${longest}}`, 'gs')) ?? [''];
    return Buffer.concat(
      pieces.flatMap((piece) => [Buffer.from([piece.length]), Buffer.from(piece)]),
    );
  }
  const [priority = '0', exchange = ''] = value.split(' ');
  return Buffer.concat([Buffer.from([0, Number(priority)]), wireName(exchange)]);
}

function wireName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
}
