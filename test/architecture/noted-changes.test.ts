import { expect, it } from 'vitest';
import { modulesUnder, read } from './repository.ts';

/** A statement that changes rows of a table that credentials are judged by. A name in a variable may be any. */
const statement =
  /\.(?:updateTable|deleteFrom)\(\s*(?:'(?:organizations|users|sessions|access_tokens|second_factors|oauth_clients|oauth_grants|oauth_access_tokens)'|[a-z]\w*)\s*\)/;

/** Functions, and queries compiled once, with such a statement that change nothing a remembered credential is judged by. */
const harmless: Readonly<Record<string, string>> = {
  lockOrganization: 'writes what is there already',
  lockMember: 'writes what is there already',
  replacePassword: 'passwords are not remembered; the other sessions are ended beside it',
  consumeStep: 'codes are not remembered',
  takeCodeTry: 'wrong codes are not remembered',
  forgetCodeTries: 'wrong codes are not remembered',
  resealSecret: 'the same secret under another key',
  deleteExpiredSessions: 'when they end is remembered with them',
  forgetExpired: 'when they end is remembered with them',
  spendUnspent: 'codes and refresh tokens are not remembered',
  setBlocked: 'a client is no credential; endGrantsOfClient notes its grants',
  markEnded: 'tokens that have expired already',
  moveExpiry: 'tokens keep the expiry that they were given with',
  lockClient: 'writes what is there already',
  lockClientRow: 'writes what is there already',
  forgetGrants: 'its tokens have all expired',
};

it('whatever changes what credentials are judged by notes it in the feed, beside the statement', () => {
  const functions = modulesUnder('src')
    .filter((path) => !path.includes('/migrations/') && !path.endsWith('.test.ts'))
    .flatMap((path) => read(path).split(/^(?=(?:export )?(?:(?:async )?function |const ))/m))
    .filter((text) => statement.test(text));
  const nameOf = (text: string) => /(?:function|const) (\w+)/.exec(text)?.[1] ?? text.slice(0, 60);
  expect(functions.length).toBeGreaterThan(15);
  const silent = functions.filter((text) => !text.includes('await noteChanges(')).map(nameOf);
  expect(silent.toSorted()).toEqual(Object.keys(harmless).toSorted());
});
