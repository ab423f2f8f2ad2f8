import { createServer } from 'node:http';
import { announce, listen } from '../announce.ts';
import { me } from './me.ts';

/** Serves the JSON of `GET /api/v1/me` with node:http: the upper limit of any server here. */
const server = createServer((_request, response) => {
  const body = JSON.stringify(me);
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});

announce({
  origin: await listen(server),
  requests: { me: { method: 'GET', path: '/api/v1/me', headers: {} } },
});
