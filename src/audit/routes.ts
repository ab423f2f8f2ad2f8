import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { mapPage } from '../contract/paging.ts';
import { ErrorBody } from '../contract/schemas.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { defineRoute } from '../http/define-route.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import { exportLog } from './export/export.ts';
import { ExportSlots } from './export/export-slots.ts';
import { exportStream } from './export/export-stream.ts';
import { parseLogFilter } from './filter.ts';
import { listLog } from './log-queries.ts';
import { presentEvent } from './present.ts';
import { AuditEventPage, AuditEventQuery, AuditExportQuery } from './schema.ts';

const tag = 'Audit';
const path = '/api/v1/organization/audit-events';
const mediaTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** Documented as text; the route answers with a stream. */
const TextStream = Type.Unsafe<Readable>({ type: 'string' });
/** The documentation of an export: one format or the other. */
const exportResponse = {
  200: {
    description: 'One JSON event per line, or a CSV file (RFC 4180) with a header row.',
    content: Object.fromEntries(Object.values(mediaTypes).map((type) => [type, { schema: TextStream }])),
  },
  '4xx': ErrorBody,
  '5xx': ErrorBody,
};

/** The audit log for administrators: one page, or all of it as a file. */
export const auditRoutes = ({ db, now }: Services) => {
  const slots = new ExportSlots();
  return [
    defineRoute({
      method: 'GET',
      path,
      tag,
      summary: 'List audit events, newest first (admins)',
      access: administratorAccess,
      query: AuditEventQuery,
      response: { 200: AuditEventPage },
      run: async ({ member: { organization }, query }) =>
        mapPage(await listLog(db, organization.id, parseLogFilter(query), query), presentEvent),
    }),

    defineRoute({
      method: 'GET',
      path: `${path}/export`,
      tag,
      summary: 'Export the audit log, oldest first (admins)',
      description:
        'One export of an organization runs at a time (429 `rate_limited`), and a few on the server (503 `unavailable`). A reader that takes nothing for 30 seconds is cut off.',
      access: administratorAccess,
      query: AuditExportQuery,
      response: { 200: TextStream },
      fastify: { schema: { response: exportResponse } },
      run: async ({ member: { organization }, query, request, reply }) => {
        const { format } = query;
        const text = await exportLog(db, organization.id, parseLogFilter(query), format);
        const name = `${organization.slug}-audit-${formatTimestamp(now()).slice(0, 10)}.${format}`;
        reply.headers({
          'content-disposition': `attachment; filename="${name}"`,
          'content-type': `${mediaTypes[format]}; charset=utf-8`,
        });
        // A HEAD response has no body, so the log is not read.
        if (request.method === 'HEAD') return Readable.from([]);
        return exportStream(text, slots.take(organization.id));
      },
    }),
  ];
};
