/**
 * A mail server in a process of its own that takes everything and keeps nothing: `tsx smtp-sink.ts` prints its port. It does
 * as little as the protocol allows (RFC 5321), so that what is measured is the sender.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';

const endOfData = Buffer.from('\r\n.\r\n');

function serve(socket: Socket): void {
  let inData = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk) => {
    let buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (inData) {
        const end = buffer.indexOf(endOfData);
        if (end < 0) break;
        inData = false;
        buffer = buffer.subarray(end + endOfData.length);
        taken += 1;
        socket.write('250 2.0.0 taken\r\n');
        continue;
      }
      const end = buffer.indexOf('\r\n');
      if (end < 0) break;
      const verb = buffer.toString('latin1', 0, Math.min(4, end)).toUpperCase();
      buffer = buffer.subarray(end + 2);
      inData = verb === 'DATA';
      socket.write(answers[verb] ?? '250 2.0.0 fine\r\n');
      if (verb === 'QUIT') socket.end();
    }
    // What has no end yet: of a message only the last bytes can be part of its end.
    rest = inData && buffer.length > 4 ? buffer.subarray(buffer.length - 4) : buffer;
  });
}

let taken = 0;
const answers: Readonly<Record<string, string>> = {
  EHLO: '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n',
  DATA: '354 go on\r\n',
  QUIT: '221 2.0.0 bye\r\n',
};

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.on('message', (message) => {
  if (message === 'count') process.send?.({ taken });
});
process.on('disconnect', () => process.exit(0));
