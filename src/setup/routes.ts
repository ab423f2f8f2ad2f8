import { Type } from 'typebox';
import { plans } from '../access/plans.ts';
import type { Hosting } from '../contract/organization-address.ts';
import { responses } from '../contract/schemas.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { presentUser } from '../members/present.ts';
import { User } from '../organizations/schema.ts';
import { completeSetup } from './complete.ts';
import { setupPageRoutes } from './page-routes.ts';

const strict = { additionalProperties: false };
const SetupBody = Type.Object(
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
const SetupResult = Type.Object({
  organization: Type.Object({ id: Type.String(), slug: Type.String(), plan: Type.Enum([...plans]) }),
  user: User,
});

/** Creates the first organization of an empty database with the setup link: as JSON, and as a page. */
export async function setupRoutes(server: Server, context: RouteContext, hosting: Hosting): Promise<void> {
  server.post(
    '/api/v1/setup',
    {
      schema: {
        tags: ['Service'],
        summary: 'Create the first organization and its administrator with the one-time setup link',
        body: SetupBody,
        response: responses({ 201: SetupResult }),
      },
      config: { access: { credential: 'none' } },
    },
    async (request, reply) => {
      const from = {
        actor: { kind: 'operator' },
        at: context.now(),
        address: request.ip,
        requestId: request.id,
      } as const;
      const { organization, admin } = await completeSetup(context.db, from, request.body);
      return reply.status(201).send({ organization, user: presentUser(admin) });
    },
  );
  await setupPageRoutes(server, context, hosting);
}
