import { createServer, type RequestListener } from 'node:http';

export interface FileServer {
  /** With a slash at the end. */
  readonly url: string;
  /** What was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** A web server on this machine. */
export async function serveFiles(answer: RequestListener): Promise<FileServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
