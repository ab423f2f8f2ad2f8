import { type TSchema, Type } from 'typebox';

const optionalText = (description: string, example: string) =>
  Type.Optional(Type.String({ description, examples: [example] }));

/** Parameters of the endpoints by name, for the API reference. The endpoints parse their forms themselves. */
const known: Readonly<Record<string, TSchema>> = {
  code: optionalText('The authorization code (RFC 6749 4.1.3).', 'spedy_oac_…'),
  redirect_uri: optionalText(
    'The redirect URI of the authorization request (RFC 6749 4.1.3).',
    'https://app.example/callback',
  ),
  code_verifier: optionalText(
    'The verifier of the code challenge (RFC 7636 4.5).',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  ),
  refresh_token: optionalText('The refresh token (RFC 6749 6).', 'spedy_ort_…'),
  device_code: optionalText('The device code (RFC 8628 3.4).', 'spedy_odc_…'),
  scope: optionalText('Scopes, separated by spaces (RFC 6749 3.3).', 'tickets:read tickets:write'),
  resource: optionalText(
    'The API or the MCP server, for which the token is (RFC 8707).',
    'https://acme-corp.spedy.example/mcp',
  ),
  token: Type.String({ description: 'The token.', examples: ['spedy_oat_…'] }),
  token_type_hint: Type.Optional(
    Type.String({ description: 'What the token is.', examples: ['access_token'] }),
  ),
};

const clientAuthentication = {
  client_id: optionalText('The client, unless the Authorization header names it.', 'cli_…'),
  client_secret: optionalText("A confidential client's secret (client_secret_post).", 'spd_…'),
  client_assertion_type: Type.Optional(
    Type.Literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer', {
      description: 'With `client_assertion` (RFC 7523 2.2).',
    }),
  ),
  client_assertion: optionalText("A JWT that the client's key signs (private_key_jwt).", 'eyJhbGciOi…'),
};

/** Describes the form of an endpoint: parameters by name, and how the client authenticates. */
export function formSchema(names: Iterable<string>, own: Readonly<Record<string, TSchema>> = {}) {
  const parameters = [...new Set(names)].map((name) => [
    name,
    known[name] ?? optionalText('A parameter of the grant type.', 'text'),
  ]);
  return Type.Object({ ...own, ...Object.fromEntries(parameters), ...clientAuthentication });
}

/** The query of `GET /api/v1/oauth/authorize`, for the API reference (RFC 6749 4.1.1, RFC 7636 4.3). */
export const AuthorizationQuery = Type.Object({
  response_type: Type.Literal('code'),
  client_id: Type.String({ examples: ['cli_…'] }),
  redirect_uri: optionalText('Needed if the client has several.', 'https://app.example/callback'),
  code_challenge: Type.String({ examples: ['E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'] }),
  code_challenge_method: Type.Literal('S256'),
  scope: optionalText('Scopes, separated by spaces (RFC 6749 3.3).', 'tickets:read tickets:write'),
  state: optionalText('Comes back with the response.', 'af0ifjsldkj'),
  resource: optionalText(
    'The API or the MCP server, for which the token is (RFC 8707).',
    'https://acme-corp.spedy.example/mcp',
  ),
});
