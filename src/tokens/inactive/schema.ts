import { Type } from 'typebox';
import { listQuery, nullable, Timestamp } from '../../contract/schemas.ts';
import { tokenFields } from '../schema.ts';
import { endReasons } from './ends.ts';

const EndedBy = Type.Object({
  kind: Type.Enum(['member', 'operator', 'system', 'scim', 'anonymous'], {
    description:
      '`scim` is an identity provider; `operator` the command line; `system` the server itself; `anonymous` a leak report.',
  }),
  id: nullable(Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] })),
  name: nullable(Type.String()),
});

export const Inactive = Type.Object({
  at: Timestamp,
  reason: Type.Enum([...endReasons], {
    description:
      "`replaced`: by a rotation; `leaked`: it, or what it was created with, was reported as leaked; `idle`: unused for longer than the policy allows; `offboarded`: the identity provider ended its member's access; `member_removed`: its member was removed.",
  }),
  by: nullable(EndedBy),
  successorId: nullable(
    Type.String({ description: 'The token that replaced it.', examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  ),
});

export const InactiveToken = Type.Object({ ...tokenFields, inactive: Inactive }, { title: 'InactiveToken' });

export const OwnTokenQuery = Type.Object({
  state: Type.Enum(['active', 'inactive'], {
    default: 'active',
    description:
      'Active tokens come all together, newest first. Inactive ones, of the last 90 days, come in pages, last ended first.',
  }),
  limit: listQuery.limit,
  cursor: listQuery.cursor,
});

/** Active tokens have no `inactive`. */
export const OwnTokenList = Type.Object({
  tokens: Type.Array(
    Type.Object({ ...tokenFields, inactive: Type.Optional(Inactive) }, { title: 'OwnToken' }),
  ),
  nextCursor: Type.Optional(
    Type.String({ description: 'The `cursor` of the next page; missing on the last one.' }),
  ),
});
