import type { FastifyInstance } from 'fastify';

export interface ServerRoute {
  readonly method: string;
  readonly path: string;
}

/** Every route of a server, from its own tree, so that none is forgotten where they are walked. */
export function routesOf(server: Pick<FastifyInstance, 'printRoutes'>): ServerRoute[] {
  const found: ServerRoute[] = [];
  const above: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', path = '', methods = ''] =
      /^((?:│ {3}| {4})*)[├└]── (\S+) ?(?:\((.*)\))?$/.exec(line) ?? [];
    if (path === '') continue;
    const depth = indent.length / 4;
    above.splice(depth, above.length, path);
    for (const method of methods.split(', ').filter((one) => one !== '' && one !== 'HEAD')) {
      found.push({ method, path: above.join('').replace(/^\/\//, '/') });
    }
  }
  return found;
}
