import { invalidField } from '../contract/errors.ts';
import { parseTimestamp } from '../contract/timestamps.ts';
import type { LogFilter } from './log-queries.ts';
import type { AuditFilter } from './schema.ts';

/**
 * Parses a filter of the log.
 * @throws SpedyError validation_failed
 */
export function parseLogFilter({ actorId, action, targetId, from, to }: AuditFilter): LogFilter {
  if (action !== undefined && !/^[a-z][a-z_.]{0,99}$/.test(action)) {
    throw invalidField('action', 'must be an action such as token.created, or a prefix such as token.');
  }
  if (targetId !== undefined && !/^[\w.:-]{1,200}$/.test(targetId)) {
    throw invalidField('targetId', 'is not a valid ID');
  }
  return {
    actorId: actorId ?? null,
    action: action ?? null,
    targetId: targetId ?? null,
    from: parseBound('from', from),
    to: parseBound('to', to),
  };
}

function parseBound(path: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = parseTimestamp(text);
  if (time === null) throw invalidField(path, 'must be an RFC 3339 date-time such as 2026-03-15T10:30:00Z');
  return time;
}
