import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { mapPage } from '../contract/paging.ts';
import { ErrorBody, IfNoneMatch, NotModified } from '../contract/schemas.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { defineRoute } from '../http/define-route.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import { PageCache } from '../http/page-cache.ts';
import type { Services } from '../http/services.ts';
import { expectedEvents, exportLog } from './export/export.ts';
import { ExportSlots } from './export/export-slots.ts';
import { exportStream } from './export/export-stream.ts';
import { parseLogFilter } from './log/filter.ts';
import { listLog } from './log/list.ts';
import { logAt } from './log/log-queries.ts';
import { namedMembers } from './log/members-queries.ts';
import { presentEvent, presentSearched } from './present.ts';
import { findVersion } from './queries.ts';
import {
  AuditEventPage,
  AuditEventParameter,
  AuditEventQuery,
  AuditEventView,
  AuditExportQuery,
} from './schema.ts';

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
export const auditRoutes = ({ db, now, limits }: Services, pages = new PageCache()) => {
  const slots = new ExportSlots(limits);
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listAuditEvents',
      tag,
      summary: 'List or search audit events, newest first (admins)',
      description: 'With `If-None-Match`, a poll for new events costs little: 304 until the log has changed.',
      access: administratorAccess,
      headers: IfNoneMatch,
      query: AuditEventQuery,
      response: { 200: AuditEventPage, 304: NotModified },
      run: ({ member: { organization }, query, request, reply }) =>
        pages.respond(request, reply, {
          key: JSON.stringify([organization.id, query]),
          version: () => findVersion(db, organization.id),
          read: async () => {
            const { searched, ...page } = await listLog(db, organization.id, parseLogFilter(query), query);
            const members = await namedMembers(db, organization.id, page.data);
            return {
              ...mapPage(page, presentEvent),
              members,
              ...(searched ? { searched: presentSearched(searched) } : {}),
            };
          },
        }),
    }),

    defineRoute({
      method: 'GET',
      path: `${path}/:sequence`,
      operationId: 'getAuditEvent',
      tag,
      summary: 'Get an audit event by its sequence number (admins)',
      access: administratorAccess,
      params: AuditEventParameter,
      response: { 200: AuditEventView },
      run: async ({ member: { organization }, params }) => {
        const rows = await logAt(db, organization.id, [params.sequence]);
        const [row] = rows;
        if (!row)
          throw new SpedyError('not_found', { message: 'The audit log has no event with this number.' });
        return { ...presentEvent(row), members: await namedMembers(db, organization.id, rows) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: `${path}/export`,
      operationId: 'exportAuditEvents',
      tag,
      summary: 'Export the audit log, oldest first (admins)',
      description:
        'One export of an organization runs at a time (429 `rate_limited`), and a few on the server (503 `unavailable`). A reader that takes nothing for 30 seconds is cut off. `Spedy-Expected-Events` says how many events there will be, if that is known without reading them. A session needs a recent confirmation.',
      access: { ...administratorAccess, confirmed: true },
      query: AuditExportQuery,
      config: { load: 'list' },
      reference: { errors: ['unavailable', 'rate_limited'] },
      response: { 200: TextStream },
      fastify: { schema: { response: exportResponse } },
      run: async ({ member: { organization }, query, request, reply }) => {
        const { format } = query;
        const filter = parseLogFilter(query);
        const expected = await expectedEvents(db, organization.id, filter);
        const text = await exportLog(db, organization.id, filter, format);
        const name = `${organization.slug}-audit-${formatTimestamp(now()).slice(0, 10)}.${format}`;
        reply.headers({
          'content-disposition': `attachment; filename="${name}"`,
          'content-type': `${mediaTypes[format]}; charset=utf-8`,
          ...(expected === null ? {} : { 'spedy-expected-events': expected }),
        });
        // A HEAD response has no body, so the log is not read.
        if (request.method === 'HEAD') return Readable.from([]);
        return exportStream(text, await slots.take(organization.id));
      },
    }),
  ];
};
