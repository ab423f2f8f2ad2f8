import type { Database } from '../../storage/database.ts';
import { findClockMark, saveClockMark } from './queries.ts';

/** What servers know of the time, in milliseconds since the epoch. */
type ClockMark = {
  /** The latest time that a server trusted. */
  readonly seen: number;
  /** Since when a clock that is far from it runs on, and how far it has come. */
  readonly doubt: { readonly since: number; readonly last: number } | null;
};

const [hour, day] = [3_600_000, 86_400_000];
/** How far a clock may be ahead of the last one: servers that stood still for a long weekend have a right clock. */
export const tolerance = 3 * day;
/** How long a clock that is further ahead must run on before what is deleted follows it. */
const probation = 7 * day;

/** Judges a clock by the mark. What is deleted by age may follow it only if it is trusted. */
function judge(
  mark: ClockMark | null,
  now: number,
): { readonly mark: ClockMark; readonly isTrusted: boolean } {
  const { seen, doubt } = mark ?? { seen: 0, doubt: null };
  if (now - seen <= tolerance)
    return {
      mark: { seen: seen - now > tolerance ? now : Math.max(seen, now), doubt: null },
      isTrusted: true,
    };
  const runsOn = doubt !== null && now >= doubt.since && now - doubt.last <= tolerance;
  const since = runsOn ? doubt.since : now;
  if (now - since >= probation) return { mark: { seen: now, doubt: null }, isTrusted: true };
  return {
    mark: { seen, doubt: { since, last: runsOn ? Math.max(doubt.last, now) : now } },
    isTrusted: false,
  };
}

/** `new`: servers run for less than a week, so there is nothing to compare the clock with. */
type Trust = 'trusted' | 'new' | 'doubted';

/**
 * Says whether data may be deleted because it is old by this clock. A clock that jumps ahead must not delete early what
 * nobody can bring back: it is not trusted until it has run on for some days, or the operator confirms it.
 */
export async function checkClock(db: Database, now: number): Promise<Trust> {
  const before = await readClockMark(db);
  const { mark, isTrusted } = judge(before, now);
  const isNews =
    before === null ||
    (before.doubt === null) !== (mark.doubt === null) ||
    before.doubt?.since !== mark.doubt?.since ||
    Math.abs(progressOf(mark) - progressOf(before)) >= hour;
  if (isNews) await saveClockMark(db, JSON.stringify(mark));
  if (isTrusted) return 'trusted';
  return mark.seen === 0 ? 'new' : 'doubted';
}

function progressOf({ seen, doubt }: ClockMark): number {
  return doubt?.last ?? seen;
}

/** Trusts a clock because the operator says that it is right. */
export function trustClock(db: Database, now: number): Promise<void> {
  return saveClockMark(db, JSON.stringify({ seen: now, doubt: null } satisfies ClockMark));
}

/** Returns the mark, or null if there is none that can be read. */
export async function readClockMark(db: Database): Promise<ClockMark | null> {
  const text = await findClockMark(db);
  if (text === undefined) return null;
  try {
    const { seen, doubt } = Object(JSON.parse(text)) as { seen?: unknown; doubt?: unknown };
    const { since, last } = Object(doubt) as { since?: unknown; last?: unknown };
    if (!Number.isSafeInteger(seen)) return null;
    const isDoubt = Number.isSafeInteger(since) && Number.isSafeInteger(last);
    return { seen: Number(seen), doubt: isDoubt ? { since: Number(since), last: Number(last) } : null };
  } catch {
    return null;
  }
}
