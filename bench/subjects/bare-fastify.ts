import { fastify } from 'fastify';
import { responses } from '../../src/contract/schemas.ts';
import { Me } from '../../src/profile/schema.ts';
import { announce, listen } from '../announce.ts';
import { introspection } from './introspection.ts';
import { me } from './me.ts';

/**
 * Serves `GET /api/v1/me` with its schema, without credentials, headers, limits or logs; and a response of the size of an
 * introspection to any form.
 */
const server = fastify();
server.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'string' },
  (_request, body, done) => done(null, body),
);
server.post('/api/v1/oauth/introspect', (_request, reply) => {
  reply.type('application/json; charset=utf-8');
  return reply.send(introspection);
});
server.get('/api/v1/me', { schema: { response: responses({ 200: Me }) } }, () => me);
await server.ready();
announce({
  origin: await listen(server.server),
  requests: { me: { method: 'GET', path: '/api/v1/me', headers: {} } },
});
