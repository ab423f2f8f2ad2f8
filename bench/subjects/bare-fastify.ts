import { fastify } from 'fastify';
import { responses } from '../../src/contract/schemas.ts';
import { Me } from '../../src/profile/schema.ts';
import { announce, listen } from '../announce.ts';
import { me } from './me.ts';

/** Serves `GET /api/v1/me` with its schema, without credentials, headers, limits or logs. */
const server = fastify();
server.get('/api/v1/me', { schema: { response: responses({ 200: Me }) } }, () => me);
await server.ready();
announce({
  origin: await listen(server.server),
  requests: { me: { method: 'GET', path: '/api/v1/me', headers: {} } },
});
