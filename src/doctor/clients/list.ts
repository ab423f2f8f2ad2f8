import { chatGpt, claude, claudeCode, type FrozenDocument, visualStudioCode } from './documents.ts';

/** How a client connects, by its own published document and its creator's documentation (docs/connect.md). */
export type McpClient = {
  readonly name: string;
  /** It connects from its creator's servers, over the internet, not from the member's computer. */
  readonly fromInternet: boolean;
  /** It speaks OAuth over http to the very name localhost or a loopback address, and to no other name. */
  readonly wantsLocalhost: boolean;
  /** What it names itself by (Client ID Metadata Document) wherever a server takes that; null: it has none. */
  readonly published: FrozenDocument | null;
  /** What it registers (RFC 7591) where it names itself by no document. */
  readonly registers: Registration;
  /** Where it wants to be answered: those registered, and what may differ from them by a loopback's port. */
  readonly answeredAt: readonly string[];
  /** Whether its redirect depends on `iss` in the answers (RFC 9207). */
  readonly needsIssuerParameter: boolean;
};

type Registration = {
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: string;
};

const registration = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

/** A client with a document registers the same redirects where it has to register. */
function publishing(published: FrozenDocument): Pick<McpClient, 'published' | 'registers'> {
  return { published, registers: { ...registration, redirect_uris: published.document.redirect_uris } };
}

/** A client that registers each time. */
function registering(...redirectUris: string[]): Pick<McpClient, 'published' | 'registers' | 'answeredAt'> {
  const registers = { ...registration, redirect_uris: redirectUris };
  return { published: null, registers, answeredAt: redirectUris };
}

const onComputer = { fromInternet: false, wantsLocalhost: false, needsIssuerParameter: false };

/** The clients that are walked as, in the order of the report. */
export const clients: readonly McpClient[] = [
  {
    ...onComputer,
    ...publishing(claude),
    name: 'Claude',
    fromInternet: true,
    answeredAt: claude.document.redirect_uris,
  },
  {
    ...onComputer,
    ...publishing(claudeCode),
    name: 'Claude Code',
    // A port is taken when the browser is sent away; its document names none.
    answeredAt: ['http://localhost:54545/callback'],
  },
  {
    ...onComputer,
    // It has no document: registered in November 2026.
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
    // Another port where 33418 is taken.
    answeredAt: ['https://vscode.dev/redirect', 'http://127.0.0.1:33418/', 'http://127.0.0.1:59656/'],
  },
  {
    ...onComputer,
    ...publishing(chatGpt),
    name: 'ChatGPT',
    fromInternet: true,
    answeredAt: chatGpt.document.redirect_uris,
    needsIssuerParameter: true,
  },
  {
    ...onComputer,
    // It has no document: what version 0.15 registers, by its documentation. The port may be another.
    ...registering('http://localhost:3334/oauth/callback'),
    name: 'mcp-remote',
    wantsLocalhost: true,
  },
  {
    ...onComputer,
    // It has no document: what version 0.61 was seen to register, with a port of its own each time.
    ...registering('http://localhost:7777/oauth/callback'),
    name: 'Gemini CLI',
    wantsLocalhost: true,
  },
];
