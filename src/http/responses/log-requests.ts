import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { withoutSecrets } from '../../contract/without-secrets.ts';
import { tracing } from '../../telemetry/tracing.ts';
import { loggablePath, requestLog } from './logging.ts';

/** Logs every request after its response, in place of Fastify's lines. */
export class RequestLogController extends LogController {
  readonly #log: ReturnType<typeof requestLog>;

  constructor(log: Logger) {
    super({ disableRequestLogging: true });
    this.#log = requestLog(log);
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { principal, loggedError } = request;
    this.#log({
      requestId: request.id,
      method: request.method,
      host: loggableHost(request),
      path: loggablePath(request.url),
      status: reply.statusCode,
      code: loggedError?.code,
      reason: loggedError?.reason,
      milliseconds: reply.elapsedTime,
      organization: principal?.organization.slug,
      user: principal?.user.id,
      trace: tracing?.ofRequest(request),
    });
  }
}

/** The host for the log. An organization's host contains no secret; any other is redacted. */
function loggableHost({ host, target }: FastifyRequest): string {
  return target ? host : withoutSecrets(host);
}

/**
 * Returns the log for Fastify. It is its own child: a child logger per request is expensive, and log lines name their
 * request themselves.
 */
export function sharedLog(log: Logger): FastifyBaseLogger {
  const shared: FastifyBaseLogger = Object.create(log, { child: { value: () => shared } });
  return shared;
}
