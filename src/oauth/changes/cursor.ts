import { createHash } from 'node:crypto';
import type { ChangeCursor } from '../../storage/changes/change-source.ts';

/** Characters of a cursor: a position for each transaction that was open, of which PostgreSQL can have thousands. */
export const maxCursorLength = 4_000;

/**
 * Formats a position for a resource server. It means the same in every process. What identifies the database server is
 * hashed, because it says when that server started.
 */
export function formatCursor({ server, floor, next, open }: ChangeCursor): string {
  const format = (...positions: readonly number[]) =>
    ['1', hashServer(server), ...positions.map((position) => position.toString(36))].join('.');
  const cursor = format(floor, next, ...open);
  // From the lower position, changes are reported again, which does no harm.
  return cursor.length > maxCursorLength ? format(floor, floor) : cursor;
}

/**
 * Parses a cursor for comparison with a position of this process. Null if it has another form, or is a position in another
 * database: its reader starts again.
 */
export function parseCursor(text: string, server: string): ChangeCursor | null {
  const [version, hash, ...positions] = text.split('.');
  const [floor, next, ...open] = positions.map((position) =>
    /^[0-9a-z]{1,11}$/.test(position) ? Number.parseInt(position, 36) : Number.NaN,
  );
  if (version !== '1' || hash !== hashServer(server) || floor === undefined || next === undefined)
    return null;
  return [floor, next, ...open].every(Number.isSafeInteger) ? { server, floor, next, open } : null;
}

function hashServer(server: string): string {
  return createHash('sha256').update(server).digest('base64url').slice(0, 8);
}
