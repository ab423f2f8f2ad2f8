import { hashSecret } from '../credentials/hash.ts';
import type { LeakKind } from '../leaks/leak-kind.ts';
import { deleteSetupLink } from './queries.ts';

/** What a leak report does to a setup link: it opens nothing any more. The next start prints another. */
export const leakedSetupLinks: LeakKind = {
  tokenKind: 'setup',
  revoke: async (db, _from, value) => {
    await deleteSetupLink(db, hashSecret(value));
    return null;
  },
};
