/** The states that a list of tokens can be filtered by, in the order of their tabs. */
export const tokenStates = ['active', 'expiring', 'unused', 'paused', 'inactive'] as const;
export type TokenState = (typeof tokenStates)[number];

export const stateTitles: Readonly<Record<TokenState, string>> = {
  active: 'Active',
  expiring: 'Expiring',
  unused: 'Unused',
  paused: 'Paused',
  inactive: 'Inactive',
};

/** Whether a text is a state. */
export function isTokenState(text: string): text is TokenState {
  return tokenStates.some((state) => state === text);
}

/** The orders of a list of active tokens, as in the API. The first one is the default. */
export const tokenSorts = [
  { value: '-createdAt', label: 'Newest first' },
  { value: 'createdAt', label: 'Oldest first' },
  { value: 'name', label: 'Name' },
  { value: '-lastUsedAt', label: 'Last used first' },
  { value: 'lastUsedAt', label: 'Unused longest first' },
  { value: 'expiresAt', label: 'Ends soonest first' },
] as const;
export type TokenSort = (typeof tokenSorts)[number]['value'];

/** Whether a text is an order. */
export function isTokenSort(text: string): text is TokenSort {
  return tokenSorts.some(({ value }) => value === text);
}
