import { expect, it } from 'vitest';
import { modulesUnder, read } from './repository.ts';

/** A statement that changes a table that decides about credentials. A table name in a variable may be any table. */
const statement =
  /\.(?:updateTable|deleteFrom)\(\s*(?:'(?:organizations|users|sessions|access_tokens|second_factors|oauth_applications|oauth_connections|oauth_access_tokens)'|[a-z]\w*)\s*\)/;

/** Functions and compiled queries with such a statement whose change does not affect cached credentials. */
const exceptions: Readonly<Record<string, string>> = {
  lockOrganization: 'writes the existing value',
  lockToken: 'writes the existing value',
  lockMember: 'writes the existing value',
  setPassword: 'as for replacePassword: its caller ends all sessions',
  takeExpiryNotices: 'the time of a message is not cached',
  replacePassword: 'passwords are not cached; its caller ends the other sessions',
  consumeStep: 'codes are not cached',
  takeCodeAttempt: 'wrong codes are not cached',
  resetCodeAttempts: 'wrong codes are not cached',
  resealSecret: 'the secret stays the same under another key',
  deleteExpired: 'their expiry is cached with them',
  markEnded: 'its tokens have already expired',
  unlistTokensOf: 'updateMember notes the removed member, with whom the tokens are cached',
  connectionUpdate: 'tokens keep their original expiry',
  lockApplication: 'writes the existing value',
  lockApplicationOf: 'writes the existing value',
  deleteExpiredConnections: 'its tokens have all expired',
  deleteUnneededRefreshTokens: 'its connections have already ended',
  deleteTokens: 'its tokens ended long ago',
  markFactors: 'whoever changed a second factor notes it',
  markReleased: 'the member has already been removed',
  claimErasable: 'the organization was deleted long ago',
  extendClaim: 'the organization was deleted long ago',
};

it('notes in the change feed every change that affects credentials, in the same function', () => {
  const functions = modulesUnder('src')
    .filter((path) => !path.includes('/migrations/') && !path.endsWith('.test.ts'))
    .flatMap((path) => read(path).split(/^(?=(?:export )?(?:(?:async )?function |const ))/m))
    .filter((text) => statement.test(text));
  const nameOf = (text: string) => /(?:function|const) (\w+)/.exec(text)?.[1] ?? text.slice(0, 60);
  expect(functions.length).toBeGreaterThan(15);
  const withoutNote = functions.filter((text) => !text.includes('await noteChanges(')).map(nameOf);
  expect(withoutNote.toSorted()).toEqual(Object.keys(exceptions).toSorted());
});
