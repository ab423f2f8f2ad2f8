import type { LeakKind } from '../contract/hooks.ts';
import { hashSecret } from '../credentials/hash.ts';
import { deleteSetupLink } from './queries.ts';

/** How a leak report revokes a setup link. The next start prints a new one. */
export const leakedSetupLinks: LeakKind = {
  tokenKind: 'setup',
  revoke: async (db, _from, value) => {
    await deleteSetupLink(db, hashSecret(value));
    return null;
  },
};
