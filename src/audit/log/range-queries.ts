import type { Database } from '../../storage/database.ts';
import { findHead } from '../queries.ts';
import { type Events, eventsOf } from './selection-queries.ts';

/** A range of time in milliseconds since the epoch; null for no bound. */
type Range = {
  /** Inclusive. */
  readonly from: number | null;
  /** Exclusive. */
  readonly to: number | null;
};

/**
 * Returns the number of events in a range of time from their places in the chain, without counting them. A clock that was
 * set back makes it inexact for a range with bounds.
 */
export async function countRange(db: Database, organizationId: string, { from, to }: Range): Promise<number> {
  const events = eventsOf(db, organizationId);
  const [first, last] = await Promise.all([
    placeOf(
      from === null
        ? events.orderBy('sequence')
        : events.where('at', '>=', from).orderBy('at').orderBy('sequence'),
    ),
    to === null
      ? findHead(db, organizationId)
      : placeOf(events.where('at', '<', to).orderBy('at', 'desc').orderBy('sequence', 'desc')),
  ]);
  return first && last ? Math.max(0, last.sequence - first.sequence + 1) : 0;
}

function placeOf(events: Events) {
  return events.limit(1).executeTakeFirst();
}
