import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .default([])
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]])),
  );
const id = z.object({ traceId: z.string(), spanId: z.string() });
const spanShape = z.object({
  ...id.shape,
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.number(),
  attributes,
  links: z.array(id).default([]),
  status: z.object({ code: z.number().default(0) }).default({ code: 0 }),
});
/** A request of OTLP/HTTP in JSON, as far as tests look. */
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(spanShape) })),
    }),
  ),
});

export type CollectedSpan = z.output<typeof spanShape> & {
  readonly resource: Readonly<Record<string, unknown>>;
};

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Every body as it came. */
  readonly bodies: readonly string[];
  readonly paths: readonly string[];
  close(): Promise<void>;
}

/** Takes traces by OTLP/HTTP in JSON, as a collector does. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    bodies.push(body);
    paths.push(request.url ?? '');
    for (const { resource, scopeSpans } of exported.parse(JSON.parse(body)).resourceSpans) {
      const found = scopeSpans.flatMap((scope) => scope.spans);
      spans.push(...found.map((span) => ({ ...span, resource: resource.attributes })));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    paths,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
