import type { OwnedTokenFilter } from '../../api/organization/organization-tokens.ts';
import { isTokenSort, isTokenState, type TokenSort } from '../../shared/tokens/token-states.ts';

type Address = {
  readonly get: (name: string, isKnown: (value: string) => boolean) => string | null;
  readonly getText: (name: string) => string;
};

const unusedDays = ['30', '60', '90'];
const expiringDays = ['7', '30'];

/** Reads the filter from the page's address. Ignores invalid values. */
export function filterOf({ get, getText }: Address): OwnedTokenFilter {
  const state = get('state', (value) => value !== 'active' && isTokenState(value));
  const sort = get('sort', isTokenSort);
  const search = getText('search').trim();
  const userId = get('userId', (value) => /^usr_[0-9a-z]{23}$/.test(value));
  const unused = get('unusedForDays', (value) => unusedDays.includes(value));
  const expiring = get('expiringWithinDays', (value) => expiringDays.includes(value));
  const expiry = get('expiry', (value) => value === 'none');
  return {
    ...(state !== null && isTokenState(state) ? { state } : {}),
    ...(sort !== null && isTokenSort(sort) && state !== 'inactive' ? { sort } : {}),
    ...(search === '' ? {} : { search }),
    ...(userId === null ? {} : { userId }),
    ...(unused === null ? {} : { unusedForDays: Number(unused) }),
    ...(expiring === null ? {} : { expiringWithinDays: Number(expiring) }),
    ...(expiry === null || expiring !== null ? {} : { expiry: 'none' }),
  };
}

/** The order of a list without a chosen one, as in the API. */
export function defaultSort({
  state,
  userId,
  unusedForDays,
  expiringWithinDays,
}: OwnedTokenFilter): TokenSort {
  if (userId !== undefined) return '-createdAt';
  if (state === 'unused' || unusedForDays !== undefined) return 'lastUsedAt';
  return state === 'expiring' || expiringWithinDays !== undefined ? 'expiresAt' : '-createdAt';
}

/** The options of the filter by last use. */
export const useOptions = [
  { value: '', label: 'Any time' },
  ...unusedDays.map((days) => ({ value: days, label: `Unused for ${days} days` })),
];

/** The options of the filter by expiry. */
export const expiryOptions = [
  { value: '', label: 'Any' },
  ...expiringDays.map((days) => ({ value: days, label: `Within ${days} days` })),
  { value: 'none', label: 'No expiry' },
];
