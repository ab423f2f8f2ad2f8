import { day } from '../../access/policy.ts';
import { invalidField } from '../../contract/errors.ts';
import { parseTokenSearch, type TokenSearch } from '../lists/search.ts';
import type { TokenFilter } from './schema.ts';

/** Days after which a token counts as unused, and before its end as expiring, unless the filter says so. */
const [unusedDays, expiringDays] = [90, 30];

/** Filters the organization's tokens. Times are milliseconds since the epoch; null: no filter. */
export type OwnedTokenFilter = {
  readonly state: 'listed' | 'paused' | 'inactive';
  readonly search: TokenSearch | null;
  readonly userId: string | null;
  readonly unusedSince: number | null;
  readonly expiresBy: number | null;
  readonly expiry: 'none' | 'set' | null;
  /** Only tokens that were created before. */
  readonly createdBefore?: number;
  /** Not this token. */
  readonly exceptId?: string;
};

/**
 * Parses a filter.
 * @throws SpedyError validation_failed
 */
export function parseTokenFilter(fields: TokenFilter, now: number): OwnedTokenFilter {
  const { state = 'active', search, userId, expiry } = fields;
  const unused = fields.unusedForDays ?? (state === 'unused' ? unusedDays : undefined);
  const expiring = fields.expiringWithinDays ?? (state === 'expiring' ? expiringDays : undefined);
  if (state === 'inactive' && (unused ?? expiring ?? expiry) !== undefined)
    throw invalidField('state', 'inactive cannot be combined with a filter on the last use or the expiry');
  return {
    state: state === 'paused' || state === 'inactive' ? state : 'listed',
    search: search === undefined ? null : parseTokenSearch(search),
    userId: userId ?? null,
    unusedSince: unused === undefined ? null : now - unused * day,
    expiresBy: expiring === undefined ? null : now + expiring * day,
    expiry: expiry ?? null,
  };
}
