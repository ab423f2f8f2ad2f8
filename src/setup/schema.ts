import { Type } from 'typebox';
import { plans } from '../access/plans.ts';
import { User } from '../members/schema.ts';

const strict = { additionalProperties: false };
export const SetupRequest = Type.Object(
  {
    token: Type.String({ description: 'The token in the setup link.' }),
    organization: Type.Object(
      { slug: Type.String(), name: Type.String(), plan: Type.Enum([...plans], { default: 'pro' }) },
      strict,
    ),
    admin: Type.Object({ email: Type.String(), name: Type.String(), password: Type.String() }, strict),
  },
  strict,
);
export const SetupResult = Type.Object({
  organization: Type.Object({ id: Type.String(), slug: Type.String(), plan: Type.Enum([...plans]) }),
  user: User,
});
