import { Type } from 'typebox';
import { scopes } from '../../access/scopes.ts';
import { listQuery, nullable, pageOf, Timestamp } from '../../contract/schemas.ts';
import { Inactive } from '../inactive/schema.ts';
import { Owner, tokenFields } from '../schema.ts';

const ScopeName = Type.Enum([...scopes]);

/** What lists and pages say of a token's state. */
export const stateFields = {
  state: Type.Enum(['active', 'paused', 'inactive'], {
    description: 'A paused token is kept, and works again when what pauses it has ended.',
  }),
  pausedBy: Type.Unsafe<'plan' | 'policy' | 'member' | null>({
    type: ['string', 'null'],
    enum: ['plan', 'policy', 'member', null],
    description:
      'The `plan` has no tokens, the `policy` has turned them off, or the `member` is deactivated.',
  }),
  inactive: nullable(Inactive),
};

export const TokenDetails = Type.Object(
  {
    ...tokenFields,
    owner: Owner,
    ...stateFields,
    createdWith: nullable(
      Type.Object(
        {
          kind: Type.Enum(['session', 'token']),
          id: Type.String({ examples: ['ses_8k2v7q5m1x9c4t6w3b8z0ae'] }),
          name: nullable(Type.String({ description: 'The name of a token that is still stored.' })),
        },
        { description: 'The credential that it was created with. Null: created by the operator.' },
      ),
    ),
    predecessorId: nullable(
      Type.String({ description: 'The token that it replaced.', examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    ),
    addresses: Type.Array(Type.Object({ address: Type.String(), lastUsedAt: Timestamp }), {
      description:
        'The last five addresses that it was used from, newest first. Times are exact to ten minutes.',
    }),
    scopesUsed: Type.Array(
      Type.Object({
        scope: ScopeName,
        lastUsedOn: Type.String({ format: 'date', examples: ['2026-05-03'] }),
      }),
      { description: 'The scopes that its requests of the last 90 days needed.' },
    ),
    scopesUnused: Type.Array(ScopeName, {
      description: 'The scopes that it has, or could use, and has not needed in the last 90 days.',
    }),
    usage: Type.Object(
      {
        days: Type.Array(Type.String({ format: 'date', examples: ['2026-05-03'] })),
        counts: Type.Array(Type.Integer()),
      },
      { description: 'Accepted requests on each of the last 90 days (UTC), oldest first, ending today.' },
    ),
  },
  { title: 'TokenDetails' },
);

export const HistoryQuery = Type.Object(listQuery);

export const TokenEventPage = pageOf(
  Type.Object(
    {
      id: Type.String({ examples: ['aud_8k2v7q5m1x9c4t6w3b8z0ae'] }),
      at: Timestamp,
      action: Type.String({ examples: ['token.created'] }),
      actor: Type.Object({
        kind: Type.Enum(['member', 'scim', 'operator', 'system', 'anonymous']),
        id: nullable(Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] })),
        name: nullable(Type.String()),
        email: nullable(Type.String()),
      }),
      credential: nullable(
        Type.Object({ kind: Type.String({ examples: ['pat', 'session'] }), id: Type.String() }),
      ),
      address: nullable(Type.String({ description: 'Members do not see the addresses of others.' })),
      details: Type.Object({}, { additionalProperties: true }),
    },
    { title: 'TokenEvent' },
  ),
);
