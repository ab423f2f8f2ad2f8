/** A Client ID Metadata Document, with the fields that the doctor uses. */
type PublishedDocument = {
  readonly client_id: string;
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: string;
  readonly token_endpoint_auth_methods_supported?: readonly string[];
  readonly application_type?: string;
  readonly client_uri?: string;
  readonly logo_uri?: string;
  readonly jwks_uri?: string;
  readonly token_endpoint_auth_signing_alg?: string;
};

/**
 * A document as its client published it on a given day. Published documents change; a newer copy gets a newer
 * date.
 */
export type FrozenDocument = {
  /**
   * When it was read. The texts are public copies of what the vendors publish, not read from their hosts.
   * Those of VS Code and ChatGPT combine a dated reading with an undated verbatim copy.
   */
  readonly read: string;
  readonly document: PublishedDocument;
};

/** claude.ai and the desktop and mobile apps. */
export const claude: FrozenDocument = {
  read: '2026-08-14',
  document: {
    client_id: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
    client_name: 'Claude',
    client_uri: 'https://claude.ai',
    redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
};

export const claudeCode: FrozenDocument = {
  read: '2026-08-20',
  document: {
    client_id: 'https://claude.ai/oauth/claude-code-client-metadata',
    client_name: 'Claude Code',
    client_uri: 'https://claude.ai',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
};

export const visualStudioCode: FrozenDocument = {
  read: '2026-09-08',
  document: {
    client_name: 'Visual Studio Code',
    logo_uri: 'https://code.visualstudio.com/assets/branding/code-stable.png',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    client_id: 'https://vscode.dev/oauth/client-metadata.json',
    client_uri: 'https://vscode.dev/product',
    redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
  },
};

export const chatGpt: FrozenDocument = {
  read: '2026-08-07',
  document: {
    client_id: 'https://chatgpt.com/oauth/client.json',
    client_uri: 'https://chatgpt.com/',
    redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    client_name: 'ChatGPT',
    logo_uri: 'https://persistent.oaistatic.com/sonic/misc/openai-logo.png',
    token_endpoint_auth_signing_alg: 'RS256',
    jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
  },
};
