import type { LeakKind } from '../contract/hooks.ts';
import { hashSecret } from '../credentials/hash.ts';
import { deleteLeakedEmailChange } from './email-change-queries.ts';
import { deleteLeakedReset } from './reset-queries.ts';

/** A leaked link to reset a password ends. Its member can request another one. */
export const leakedResets: LeakKind = {
  tokenKind: 'reset',
  revoke: async (db, _from, value) => {
    await deleteLeakedReset(db, hashSecret(value));
    return null;
  },
};

/** A leaked link of a change of an email ends the change. */
export const leakedEmailChanges: LeakKind = {
  tokenKind: 'email',
  revoke: async (db, _from, value) => {
    await deleteLeakedEmailChange(db, hashSecret(value));
    return null;
  },
};
