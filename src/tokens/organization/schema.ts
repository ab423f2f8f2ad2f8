import { type Static, Type } from 'typebox';
import { idFilter, listQuery, pageOf, Timestamp } from '../../contract/schemas.ts';
import { stateFields } from '../details/schema.ts';
import { tokenSorts } from '../lists/order-queries.ts';
import { Owner, tokenFields } from '../schema.ts';

export const OwnedTokenPage = pageOf(
  Type.Object({ ...tokenFields, owner: Owner, ...stateFields }, { title: 'OwnedToken' }),
);

const filterFields = {
  search: Type.Optional(
    Type.String({
      description:
        "The beginnings of words of the name, or of the owner's name or email, or the last four characters of the token.",
      examples: ['deploy'],
    }),
  ),
  state: Type.Optional(
    Type.Enum(['active', 'expiring', 'unused', 'paused', 'inactive'], {
      description:
        '`active`, the default: all that have not ended, also paused ones. `expiring`: within `expiringWithinDays`, by default 30. `unused`: for `unusedForDays`, by default 90. `inactive`: ended in the last 90 days, last ended first.',
    }),
  ),
  userId: idFilter('usr'),
  unusedForDays: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 36_500,
      description: 'Those unused for longest come first, unless the list is of one member.',
    }),
  ),
  expiringWithinDays: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_650,
      description:
        'Those that end soonest come first, unless the list is of one member or filtered by `unusedForDays`.',
    }),
  ),
  expiry: Type.Optional(
    Type.Enum(['none', 'set'], {
      description: 'Whether a token expires. With `set`, the order is that of `expiringWithinDays`.',
    }),
  ),
};
const TokenFilter = Type.Object(filterFields, { additionalProperties: false });
/** The filters of the organization's tokens. */
export type TokenFilter = Static<typeof TokenFilter>;

export const OwnedTokenQuery = Type.Object({
  ...listQuery,
  ...filterFields,
  sort: Type.Optional(
    Type.Enum([...tokenSorts], {
      description:
        'By default newest first, or in the order of the filter. `lastUsedAt` is by the day; tokens that were never used are in the place of their creation, and those without an expiry after all others. Not for inactive tokens.',
    }),
  ),
});
export const BulkRevocation = Type.Object(
  {
    tokenIds: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100 })),
    filter: Type.Optional({ ...TokenFilter, description: 'Instead of IDs: all tokens that match.' }),
    dryRun: Type.Optional(
      Type.Boolean({ description: 'With a filter: only counts the tokens that match it.' }),
    ),
    asOf: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'With a filter: the `asOf` of an earlier response, so that no token is revoked that was created since.',
      }),
    ),
  },
  { additionalProperties: false },
);
export const BulkRevoked = Type.Object({
  revoked: Type.Array(Type.String(), {
    description: 'The IDs that were active tokens of the organization. Others are ignored.',
  }),
  remaining: Type.Optional(
    Type.Integer({
      description:
        'With a filter: how many more tokens match. A request revokes up to 200: repeat it with `asOf` until none remain.',
    }),
  ),
  remainingIsExact: Type.Optional(Type.Literal(false, { description: 'Present if there can be more.' })),
  asOf: Type.Optional(Timestamp),
});
