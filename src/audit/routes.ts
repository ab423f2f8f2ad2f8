import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { toPage } from '../contract/paging.ts';
import { ErrorBody, responses } from '../contract/schemas.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { exportLog } from './export.ts';
import { parseLogFilter } from './filter.ts';
import { listLog } from './log-queries.ts';
import { presentEvent } from './present.ts';
import { AuditEventPage, AuditEventQuery, AuditExportQuery } from './schema.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Audit'];
const path = '/api/v1/organization/audit-events';
const mediaTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** Documented as text; the handler returns a stream. */
const TextStream = Type.Unsafe<Readable>({ type: 'string' });

/** The audit log for administrators: one page, or all of it as a file. */
export function auditRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List audit events, newest first (admins)',
        querystring: AuditEventQuery,
        response: responses({ 200: AuditEventPage }),
      },
      config: { access },
    },
    async (request) => {
      const { organization } = principalOf(request);
      const filter = parseLogFilter(request.query);
      const { total, rows } = await listLog(db, organization.id, filter, request.query);
      return toPage(request.query, total, rows.map(presentEvent));
    },
  );

  server.get(
    `${path}/export`,
    {
      schema: {
        tags,
        summary: 'Export the audit log, oldest first (admins)',
        querystring: AuditExportQuery,
        response: {
          200: {
            description: 'One JSON event per line, or a CSV file (RFC 4180) with a header row.',
            content: Object.fromEntries(
              Object.values(mediaTypes).map((type) => [type, { schema: TextStream }]),
            ),
          },
          '4xx': ErrorBody,
          '5xx': ErrorBody,
        },
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      const { format } = request.query;
      const text = await exportLog(db, organization.id, parseLogFilter(request.query), format);
      const name = `${organization.slug}-audit-${formatTimestamp(now()).slice(0, 10)}.${format}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      reply.type(`${mediaTypes[format]}; charset=utf-8`);
      // A HEAD response has no body, so the log is not read.
      return reply.send(request.method === 'HEAD' ? Readable.from([]) : Readable.from(text));
    },
  );
}
