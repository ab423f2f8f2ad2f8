import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { identify } from './identify.ts';
import { IdentificationRequest, Identified } from './schema.ts';

/** Identifications of one administrator per minute. */
const perMinute = 30;

/** `POST /api/v1/organization/tokens/identify`: whose is this secret that was found somewhere? */
export const identificationRoute = ({ db, now, hooks, limits }: Services) => {
  const limit = new AttemptLimit(limits, 'identifications', perMinute);
  return defineRoute({
    method: 'POST',
    path: '/api/v1/organization/tokens/identify',
    operationId: 'identifySecret',
    tag: 'Organization',
    summary: 'Find out what a secret is, and whose (admins)',
    description:
      'For a secret that was found somewhere. Secrets of other organizations, and unknown ones, are 404. 30 requests a minute.',
    access: administratorAccess,
    body: IdentificationRequest,
    reference: { errors: ['not_found'] },
    response: { 200: Identified },
    run: async ({ member: { organization, user }, body: { token } }) => {
      await limit.take(user.id);
      return identify(db, hooks, organization, token, now());
    },
  });
};
