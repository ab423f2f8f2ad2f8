import { chatGpt, claude, claudeCode, type FrozenDocument, visualStudioCode } from './documents.ts';

/**
 * How a client connects, according to its published document and its vendor's documentation
 * (docs/clients/connect.md).
 */
export type McpClient = {
  readonly name: string;
  /** It connects from its vendor's servers over the internet, not from the member's computer. */
  readonly fromInternet: boolean;
  /** It uses OAuth over http only at localhost itself or a loopback address. */
  readonly requiresLocalhost: boolean;
  /** The Client ID Metadata Document that it uses if the server supports documents, or null. */
  readonly published: FrozenDocument | null;
  /** What it registers (RFC 7591) if it does not use a document. */
  readonly registration: Registration;
  /** Its redirect URIs: the registered ones, and loopback ones with another port. */
  readonly redirectUris: readonly string[];
  /** Whether its redirect URI depends on `iss` in responses (RFC 9207). */
  readonly needsIssuerParameter: boolean;
};

type Registration = {
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: string;
};

const commonRegistration = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

/** A client with a document registers the same redirect URIs if it has to register. */
function publishing(published: FrozenDocument): Pick<McpClient, 'published' | 'registration'> {
  return {
    published,
    registration: { ...commonRegistration, redirect_uris: published.document.redirect_uris },
  };
}

/** A client that registers each time. */
function registering(
  ...redirectUris: string[]
): Pick<McpClient, 'published' | 'registration' | 'redirectUris'> {
  const registration = { ...commonRegistration, redirect_uris: redirectUris };
  return { published: null, registration, redirectUris };
}

const onComputer = { fromInternet: false, requiresLocalhost: false, needsIssuerParameter: false };

/** The clients that the doctor simulates, in the order of the report. */
export const clients: readonly McpClient[] = [
  {
    ...onComputer,
    ...publishing(claude),
    name: 'Claude',
    fromInternet: true,
    redirectUris: claude.document.redirect_uris,
  },
  {
    ...onComputer,
    ...publishing(claudeCode),
    name: 'Claude Code',
    // It chooses a port when it opens the browser; its document contains none.
    redirectUris: ['http://localhost:54545/callback'],
  },
  {
    ...onComputer,
    // No document: as registered in November 2026.
    ...registering(
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ),
    name: 'Cursor',
  },
  {
    ...onComputer,
    ...publishing(visualStudioCode),
    name: 'VS Code',
    // Another port if 33418 is in use.
    redirectUris: ['https://vscode.dev/redirect', 'http://127.0.0.1:33418/', 'http://127.0.0.1:59656/'],
  },
  {
    ...onComputer,
    ...publishing(chatGpt),
    name: 'ChatGPT',
    fromInternet: true,
    redirectUris: chatGpt.document.redirect_uris,
    needsIssuerParameter: true,
  },
  {
    ...onComputer,
    // No document: as version 0.15 registers according to its documentation. The port may differ.
    ...registering('http://localhost:3334/oauth/callback'),
    name: 'mcp-remote',
    requiresLocalhost: true,
  },
  {
    ...onComputer,
    // No document: as version 0.61 registered in a test, with a different port each time.
    ...registering('http://localhost:7777/oauth/callback'),
    name: 'Gemini CLI',
    requiresLocalhost: true,
  },
];
