import type { ConnectionFilter } from '../../api/account/connected-apps.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;

/** Reads the filter from the page's address. Ignores invalid values. */
export function filterOf(get: Get): ConnectionFilter {
  const userId = get('userId', (value) => /^usr_[0-9a-z]{23}$/.test(value));
  const applicationId = get('applicationId', (value) => /^app_[0-9a-z]{23}$/.test(value));
  return {
    ...(userId === null ? {} : { userId }),
    ...(applicationId === null ? {} : { applicationId }),
  };
}
