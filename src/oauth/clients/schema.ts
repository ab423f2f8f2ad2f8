import { Type } from 'typebox';
import { nullable } from '../../contract/schemas.ts';

/** A client as members see it. */
export const clientFields = {
  clientId: Type.String(),
  name: Type.String(),
  uri: nullable(Type.String()),
  logoUri: nullable(Type.String()),
  verifiedHost: nullable(
    Type.String({
      description:
        "The host that publishes the client's metadata document, which proves the client's origin.",
    }),
  ),
  verified: Type.Boolean({ description: 'Whether an administrator of the organization verified the app.' }),
};
