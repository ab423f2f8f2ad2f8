import type { Static } from 'typebox';
import { SpedyError } from '../../contract/errors.ts';
import type { Hooks } from '../../contract/hooks.ts';
import { secretsIn, tokenKindOf } from '../../credentials/token-format.ts';
import { findMember } from '../../members/queries.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { findToken, presentTokenState } from '../details/details.ts';
import { type Identified, kindNames } from './schema.ts';

/**
 * Finds out what a secret of an organization is, and whose. A malformed one is rejected without a query, and one of another
 * organization as if it did not exist.
 * @throws SpedyError not_found
 */
export async function identify(
  db: Database,
  { leaks }: Hooks,
  organization: Organization,
  text: string,
  now: number,
): Promise<Static<typeof Identified>> {
  const [value] = secretsIn(text);
  const kind = value === undefined ? null : tokenKindOf(value);
  const name = kind !== null && kind in kindNames ? kindNames[kind as keyof typeof kindNames] : null;
  const known = leaks.find(({ tokenKind }) => tokenKind === kind);
  if (value === undefined || name === null || !known?.identify) throw notFound();
  const found = await known.identify(db, organization.id, value, now);
  if (!found) throw notFound();
  if (name === 'pat') {
    const row = await findToken(db, organization.id, null, found.id, now);
    if (!row) throw notFound();
    const { owner, ...token } = presentTokenState(organization, row, now);
    return { kind: name, id: token.id, name: token.name, state: token.state, owner, token };
  }
  const member = found.userId === null ? null : await findMember(db, organization.id, found.userId);
  return {
    kind: name,
    id: found.id,
    name: found.name,
    state: found.isActive ? 'active' : 'inactive',
    owner: member ? { id: member.id, name: member.name, email: member.email } : null,
    token: null,
  };
}

function notFound(): SpedyError {
  return new SpedyError('not_found', {
    message:
      'This is no secret of this organization that is still stored. Check that it is complete; secrets that ended more than 90 days ago are deleted.',
  });
}
