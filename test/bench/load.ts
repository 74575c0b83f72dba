/**
 * Posts requests over keep-alive connections as fast as they are answered, in a process of its own. Everything, signatures
 * included, is made before the clock starts; the sockets are bare, so that what is measured is the server.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { sign } from '../../src/inbound/standard-webhooks.ts';
import { percentile } from './result.ts';

export interface LoadRequest {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  /** Whom the replies are from. */
  readonly emails: readonly string[];
  readonly secret: string;
}

export interface LoadAnswer {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly refused: number;
}

function request({ path, secret }: LoadRequest, email: string): Buffer {
  const id = randomUUID();
  const now = new Date();
  const body = Buffer.from(
    JSON.stringify({
      type: 'reply.received',
      timestamp: now.toISOString(),
      // The sender says what it means, as CRMs do; what reading a text costs is measured apart (`reading`).
      data: {
        prospect: { email },
        intent: 'positive',
        text: 'Thank you, please ring me on Thursday.',
      },
    }),
  );
  const seconds = String(Math.floor(now.getTime() / 1_000));
  const signature = sign(secret, id, seconds, body).toString('base64');
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${body.length}`,
    `webhook-id: ${id}`,
    `webhook-timestamp: ${seconds}`,
    `webhook-signature: v1,${signature}`,
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}

async function load(work: LoadRequest): Promise<LoadAnswer> {
  const requests = work.emails.map((email) => request(work, email));
  const latencies: number[] = [];
  let [next, refused] = [0, 0];
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(work.port, '127.0.0.1');
      socket.setNoDelay(true);
      let sentAt = 0;
      let received = '';
      const send = () => {
        const bytes = requests[next++];
        if (bytes === undefined) return socket.end(() => resolve());
        sentAt = performance.now();
        return socket.write(bytes);
      };
      socket.once('connect', send);
      socket.once('error', reject);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        const bodyAt = received.indexOf('\r\n\r\n') + 4;
        const length = /content-length: (\d+)/i.exec(received)?.[1];
        if (bodyAt < 4 || length === undefined || received.length < bodyAt + Number(length)) return;
        latencies.push(performance.now() - sentAt);
        if (!received.startsWith('HTTP/1.1 202')) refused += 1;
        received = '';
        send();
      });
    });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: work.connections }, lane));
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: requests.length / seconds, p99Ms: percentile(latencies, 0.99), refused };
}

process.on('message', (work) => {
  void load(work as LoadRequest).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
process.stdout.write('ready\n');
