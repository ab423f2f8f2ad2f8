import type { Audience } from '../../access/audience.ts';
import { oauthScopes } from '../../access/scopes.ts';
import { signingAlgorithms } from '../clients/authentication/client-keys.ts';
import { authMethods } from '../clients/client.ts';
import { namesOf } from '../clients/grant-types.ts';
import type { OAuthContext } from '../issuer/context.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { resourceOf } from '../protocol/resource.ts';

const confidentialMethods = authMethods.filter((method) => method !== 'none');
const signing = [...signingAlgorithms];

/** Returns the authorization server metadata (RFC 8414 2). All endpoints are on the issuer's own origin. */
export function authorizationServerMetadata(
  { origin, registration }: Issuer,
  { grantTypes, clientMetadataDocuments }: OAuthContext,
) {
  const endpoint = (name: string) => `${origin}/api/v1/oauth/${name}`;
  return {
    issuer: origin,
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    revocation_endpoint: endpoint('revoke'),
    introspection_endpoint: endpoint('introspect'),
    ...(registration === 'off' ? {} : { registration_endpoint: endpoint('register') }),
    device_authorization_endpoint: endpoint('device'),
    scopes_supported: [...oauthScopes],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: namesOf(grantTypes),
    token_endpoint_auth_methods_supported: ['none', ...confidentialMethods],
    token_endpoint_auth_signing_alg_values_supported: signing,
    revocation_endpoint_auth_methods_supported: ['none', ...confidentialMethods],
    revocation_endpoint_auth_signing_alg_values_supported: signing,
    introspection_endpoint_auth_methods_supported: confidentialMethods,
    introspection_endpoint_auth_signing_alg_values_supported: signing,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: clientMetadataDocuments && registration !== 'off',
    service_documentation: `${origin}/docs`,
  };
}

/** Returns the protected resource metadata (RFC 9728 2), which names the authorization server. */
export function protectedResourceMetadata({ origin, name }: Issuer, audience: Audience) {
  return {
    resource: resourceOf(origin, audience),
    authorization_servers: [origin],
    scopes_supported: [...oauthScopes],
    bearer_methods_supported: ['header'],
    resource_name: audience === 'mcp' ? `${name} on Spedy (MCP)` : `${name} on Spedy`,
    resource_documentation: `${origin}/docs`,
  };
}
