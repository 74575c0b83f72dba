import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { App } from '../app/context.ts';
import { type ImportRuns, openImportRuns } from '../app/enrolling/import-runs.ts';
import type { Library } from '../app/library/library.ts';
import type { Config } from '../config.ts';
import type { QueueBackend } from '../queue/backend.ts';
import { auditChanges, finishDeeds } from './audit.ts';
import { guard } from './auth.ts';
import type { CallOut } from './call-out.ts';
import type { ConsolePart } from './console-part.ts';
import { countRequests } from './count-requests.ts';
import { answerBadRequest, answerBadUrl, answerErrors } from './errors.ts';
import { countAskedLinks, countFailedLogins } from './failed-logins.ts';
import { honourIdempotencyKeys } from './idempotency.ts';
import { readJsonBodies } from './json-bodies.ts';
import { auditRoutes } from './routes/audit.ts';
import { cadenceRoutes } from './routes/cadences.ts';
import { companyHoldRoutes } from './routes/company-holds.ts';
import { crmStateRoutes } from './routes/crm-states.ts';
import { enrolmentActionRoutes } from './routes/enrolment-actions.ts';
import { enrolmentRoutes } from './routes/enrolments.ts';
import { feedRoutes } from './routes/feed.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { optOutRoutes } from './routes/opt-out.ts';
import { prospectRoutes } from './routes/prospects.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/reports.ts';
import { suppressionRoutes } from './routes/suppressions.ts';
import { taskRoutes } from './routes/tasks.ts';
import { trackingRoutes } from './routes/tracking.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { keepWorkUnseen } from './seen-work.ts';
import { trustedProxies } from './trusted-proxies.ts';

export interface HttpOptions {
  /** Where the queue lives. */
  readonly queueBackend: QueueBackend;
  /** Where mails are kept while no mail server is set; null: they leave. */
  readonly mailsKeptIn: string | null;
  /** `CADENCE_ADMIN_KEY`. */
  readonly adminKey: string | undefined;
  /** `TRUST_PROXY`; absent: nobody is believed whom they forward for. */
  readonly trustProxy?: Config['TRUST_PROXY'];
  /** Secrets of a source by the names of their environment variables; unset ones are absent. */
  readonly secretOf: (environmentName: string) => string | undefined;
  /** Reads the cadence files and templates as they are now. */
  readonly readLibrary: () => Promise<Library>;
  /** Gets the certificates of Amazon SNS, and confirms its subscriptions; absent: over the net. */
  readonly callOut?: CallOut;
  /** The web console; absent: there is none. */
  readonly console?: ConsolePart;
}

/** What a route needs. */
export interface HttpContext extends HttpOptions {
  readonly app: App;
  readonly imports: ImportRuns;
}

const largestBody = 1024 * 1024;
/** A followed link holds the address that it leads to. */
const longestParam = 3_000;
const slowestRequestMs = 300_000;

/** Builds the HTTP server: routes by resource, roles, errors, OpenAPI. It does not listen yet. */
export async function buildServer(app: App, options: HttpOptions) {
  const server = Fastify({
    bodyLimit: largestBody,
    logger: false,
    trustProxy: trustedProxies(options.trustProxy),
    requestTimeout: slowestRequestMs,
    routerOptions: { maxParamLength: longestParam },
    genReqId: () => randomUUID(),
    frameworkErrors: answerBadUrl,
    clientErrorHandler: answerBadRequest,
  }).withTypeProvider<ZodTypeProvider>();
  const imports = openImportRuns(app);
  // What was answered is not left half done in silence.
  server.addHook('preClose', async () => imports.leave());
  server.addHook('onClose', () => imports.finish());
  const context: HttpContext = { ...options, app, imports };
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  answerErrors(server, app);
  countRequests(server, app);
  readJsonBodies(server);
  await server.register(helmet, {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Cadence', version: '1', description: 'Multi-touch email cadences' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await server.register(rateLimit, { global: false });
  await server.register(swaggerUi, { routePrefix: '/docs' });
  const countFailedLogin = countFailedLogins(server);
  guard(server, context, countFailedLogin);
  finishDeeds(server, context);
  keepWorkUnseen(server, context);
  honourIdempotencyKeys(server, context);
  auditChanges(server, context);
  for (const routes of [
    prospectRoutes,
    enrolmentRoutes,
    enrolmentActionRoutes,
    companyHoldRoutes,
    importRoutes,
    taskRoutes,
    cadenceRoutes,
    suppressionRoutes,
    mailboxRoutes,
    reportRoutes,
    webhookRoutes,
    receiptRoutes,
    auditRoutes,
    feedRoutes,
    crmStateRoutes,
    optOutRoutes,
    trackingRoutes,
    healthRoutes,
  ]) {
    await server.register(async (scope) =>
      routes(scope.withTypeProvider<ZodTypeProvider>(), context),
    );
  }
  if (options.console !== undefined) {
    const { console, ...given } = options;
    const countAskedLink = countAskedLinks(server);
    const parts = { ...given, app, imports, countFailedLogin, countAskedLink };
    await console.register(server, parts);
  }
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  await server.ready();
  return server;
}
