import { isIP } from 'node:net';
import { invalidField } from '../../contract/errors.ts';
import { foldCase } from '../../contract/lists/fold-case.ts';
import { parseLine } from '../../contract/text.ts';
import { parseTimestamp } from '../../contract/timestamps.ts';
import { type AuditFilter, searchLength } from '../schema.ts';

/** A filter of the log; null for no condition. Times are milliseconds since the epoch. */
export type LogFilter = {
  readonly actorId: string | null;
  readonly actorKind: string | null;
  readonly credentialId: string | null;
  readonly address: string | null;
  readonly targetId: string | null;
  /** Actions, and prefixes that end with a dot. */
  readonly actions: readonly string[] | null;
  /** A folded text. */
  readonly search: string | null;
  /** Inclusive. */
  readonly from: number | null;
  /** Exclusive. */
  readonly to: number | null;
};

/** Maximum number of actions and prefixes in one filter. */
const mostActions = 20;

/**
 * Parses a filter of the log.
 * @throws SpedyError validation_failed
 */
export function parseLogFilter(filter: AuditFilter): LogFilter {
  const { actorId, actorKind, credentialId, address, targetId, action, search, from, to } = filter;
  return {
    actorId: actorId ?? null,
    actorKind: actorKind ?? null,
    credentialId: parseId('credentialId', credentialId),
    address: parseAddress(address),
    targetId: parseId('targetId', targetId),
    actions: parseActions(action),
    search: search === undefined ? null : foldCase(parseLine('search', search, searchLength)),
    from: parseBound('from', from),
    to: parseBound('to', to),
  };
}

function parseActions(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const actions = [...new Set(text.split(','))];
  if (actions.length > mostActions || actions.some((action) => !/^[a-z][a-z_.]{0,99}$/.test(action)))
    throw invalidField(
      'action',
      `must be an action such as token.created, a prefix such as token., or up to ${mostActions} of them separated by commas`,
    );
  return actions;
}

function parseId(path: string, id: string | undefined): string | null {
  if (id === undefined) return null;
  if (!/^[\w.:-]{1,200}$/.test(id)) throw invalidField(path, 'is not a valid ID');
  return id;
}

/** Events have addresses in lower case. */
function parseAddress(text: string | undefined): string | null {
  if (text === undefined) return null;
  const address = text.trim().toLowerCase();
  if (isIP(address) === 0)
    throw invalidField('address', 'must be a whole IP address such as 203.0.113.7 or 2001:db8::7');
  return address;
}

function parseBound(path: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = parseTimestamp(text);
  if (time === null) throw invalidField(path, 'must be an RFC 3339 date-time such as 2026-03-15T10:30:00Z');
  return time;
}
