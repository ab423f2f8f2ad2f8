import type { OwnedTokenFilter } from '../../api/organization/organization-tokens.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;

const unusedDays = ['30', '60', '90'];
const expiringDays = ['7', '30'];

/** Reads the filter from the page's address. Ignores invalid values. */
export function filterOf(get: Get): OwnedTokenFilter {
  const userId = get('userId', (value) => /^usr_[0-9a-z]{23}$/.test(value));
  const unused = get('unusedForDays', (value) => unusedDays.includes(value));
  const expiring = get('expiringWithinDays', (value) => expiringDays.includes(value));
  const expiry = get('expiry', (value) => value === 'none');
  return {
    ...(userId === null ? {} : { userId }),
    ...(unused === null ? {} : { unusedForDays: Number(unused) }),
    ...(expiring === null ? {} : { expiringWithinDays: Number(expiring) }),
    ...(expiry === null || expiring !== null ? {} : { expiry: 'none' }),
  };
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
