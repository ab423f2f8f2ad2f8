import { Type } from 'typebox';
import { maxCursorLength } from './cursor.ts';

/** Seconds. Proxies usually end a request after 30 or 60 without a response. */
export const maxWait = 25;

export const ChangesQuery = Type.Object(
  {
    cursor: Type.Optional(
      Type.String({
        maxLength: maxCursorLength,
        description: 'From the previous response. Without one, the response has the current position.',
      }),
    ),
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxWait,
        default: maxWait,
        description: 'How many seconds to wait for a change.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const Changes = Type.Object(
  {
    cursor: Type.String({ description: 'The position for the next request.' }),
    reset: Type.Boolean({
      description: 'Whether changes may be missing. If true, forget every cached token.',
    }),
    subjects: Type.Array(Type.String(), {
      description:
        'IDs of tokens, connections and members whose access changed, and of the organization. Forget every cached token whose introspection response has one of them as `credential_id`, `sub` or `organization_id`.',
      examples: [['tok_0mwvbkwvrxlx5hvrvz4ypg6']],
    }),
  },
  { title: 'Changes' },
);
