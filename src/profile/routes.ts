import { defineRoute } from '../http/define-route.ts';
import { presentMe } from './present.ts';
import { Me } from './schema.ts';

/** Who the request acts as. */
export const profileRoutes = () => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/me',
    tag: 'Profile',
    summary: 'Get the authenticated member',
    access: { credential: 'any', scope: null, beforeEnrollment: true },
    response: { 200: Me },
    run: ({ member }) => presentMe(member),
  }),
];
