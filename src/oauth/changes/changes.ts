import type { Static } from 'typebox';
import { OAuthError } from '../../contract/oauth-error.ts';
import type { NewestChanges } from '../../principals/cached-credentials.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { Changes } from './schema.ts';

/**
 * Returns an organization's changes since a cursor, or waits for one until the signal aborts. A reader whose position is
 * ahead of this process has asked another one before: it waits until this process has read as much.
 * @throws OAuthError temporarily_unavailable while the change feed cannot be read
 */
export async function changesSince(
  { recent, isCurrent }: NewestChanges,
  organizationId: string,
  cursor: string | undefined,
  ended: AbortSignal,
): Promise<Static<typeof Changes>> {
  for (;;) {
    const current = isCurrent() ? recent.since(organizationId, null) : undefined;
    if (current?.kind !== 'reset') throw unavailable();
    const from = cursor === undefined ? null : parseCursor(cursor, current.cursor.server);
    const since = recent.since(organizationId, from);
    if (since?.kind === 'reset') return { cursor: formatCursor(since.cursor), reset: true, subjects: [] };
    if (since?.kind === 'changes') {
      const { subjects } = since;
      if (subjects.length > 0 || ended.aborted)
        return { cursor: formatCursor(since.cursor), reset: false, subjects };
    } else if (ended.aborted) return { cursor: formatCursor(current.cursor), reset: true, subjects: [] };
    await recent.next(organizationId, ended);
  }
}

function unavailable(): OAuthError {
  return new OAuthError('temporarily_unavailable', 'the change feed cannot be read now: try again', {
    status: 503,
    headers: { 'retry-after': '1' },
  });
}
