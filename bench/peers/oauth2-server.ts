import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import OAuth2Server from '@node-oauth/oauth2-server';
import { announce, listen } from '../announce.ts';
import { answerJson, guarded, readForm } from './answer.ts';
import {
  basicAuthorization,
  codeCount,
  exchangeForm,
  refreshForm,
  refreshTokenCount,
} from './oauth-client.ts';
import { model, newAccessToken, newCode, newRefreshToken } from './oauth2-server-model.ts';

/** With the defaults: access tokens expire after an hour, and refresh tokens rotate. */
const oauth = new OAuth2Server({ model });

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /me') return check(request, response);
  if (route === 'POST /token') return issue(request, response);
  answerJson(response, 404, { error: 'not_found' });
}

async function check(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const token = await oauth.authenticate(wrap(request), new OAuth2Server.Response());
    answerJson(response, 200, {
      user: { id: token.user.id },
      client: { id: token.client.id },
      scope: token.scope,
    });
  } catch (error) {
    sendError(response, error);
  }
}

async function issue(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  const answer = new OAuth2Server.Response();
  try {
    await oauth.token(wrap(request, form), answer);
    answerJson(response, 200, answer.body, answer.headers);
  } catch (error) {
    sendError(response, error);
  }
}

/** Wraps a request for the library, which reads only headers, method, query and body. No route here has a query. */
function wrap(
  { headers, method = 'GET' }: IncomingMessage,
  body?: Record<string, string>,
): OAuth2Server.Request {
  return new OAuth2Server.Request({ headers: headers as Record<string, string>, method, query: {}, body });
}

function sendError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof OAuth2Server.OAuthError)) throw error;
  answerJson(response, error.code, { error: error.name, error_description: error.message });
}

const server = createServer(guarded(handle));
const origin = await listen(server);
const tokenEndpoint = { path: '/token', headers: { authorization: basicAuthorization } };
announce({
  origin,
  requests: {
    check: { method: 'GET', path: '/me', headers: { authorization: `Bearer ${newAccessToken()}` } },
  },
  refresh: {
    ...tokenEndpoint,
    form: refreshForm,
    parameter: 'refresh_token',
    values: Array.from({ length: refreshTokenCount }, newRefreshToken),
  },
  exchange: {
    ...tokenEndpoint,
    form: exchangeForm,
    parameter: 'code',
    values: Array.from({ length: codeCount }, newCode),
  },
});
