import { formatTimestamp } from '../../contract/timestamps.ts';
import type { Database } from '../../storage/database.ts';
import { withoutOthers } from './others.ts';
import { type Person, places, readPlace } from './person-queries.ts';

/** Rows of one place at most. More than a person can have read. */
const most = 100_000;

/**
 * Collects everything that is stored about a person, by table: times as RFC 3339, JSON as objects. Without secrets and their
 * hashes, which say nothing about anybody, and without other people's names, emails and addresses.
 */
export async function exportPerson(
  db: Database,
  person: Person,
): Promise<Readonly<Record<string, readonly object[]>>> {
  const data: Record<string, object[]> = {};
  const clean = await withoutOthers(db, person);
  for (const place of places) {
    const rows = await clean(place.table, await readPlace(db, person, place, most));
    const known = data[place.table] ?? [];
    const seen = new Set(known.map((row) => JSON.stringify(row)));
    for (const row of rows.map(readable)) if (!seen.has(JSON.stringify(row))) known.push(row);
    if (known.length > 0) data[place.table] = known;
  }
  return data;
}

const secret = /hash|sealed|(^|_)mac$|^key_id$|_key$|_words?$|name_order|search_text/;
const time = /(_at|^at|^since|^until|^blocked_until|^failed_since)$/;
const json = /^(details|redirect_uris|fields)$/;

function readable(row: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(row).filter(
    ([name, value]) => !secret.test(name) && !(value instanceof Uint8Array),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, readableValue(name, value)]));
}

function readableValue(name: string, value: unknown): unknown {
  if (typeof value === 'number' && time.test(name)) return value === 0 ? null : formatTimestamp(value);
  if (typeof value !== 'string' || !json.test(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
