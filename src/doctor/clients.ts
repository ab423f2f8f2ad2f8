/** How a client connects, by its maker's own documentation (docs/connect.md). */
export type McpClient = {
  readonly name: string;
  /** It connects from its maker's servers, over the internet, not from the member's computer. */
  readonly fromInternet: boolean;
  /** Whether it can name itself by the address of a document (Client ID Metadata Document). */
  readonly takesDocument: boolean;
  /** What it registers (RFC 7591), all at once. */
  readonly redirectUris: readonly string[];
  /** Where it wants to be answered: those registered, and what may differ from them by a loopback's port. */
  readonly answeredAt: readonly string[];
  /** Whether its redirect depends on `iss` in the answers (RFC 9207). */
  readonly needsIssuerParameter: boolean;
};

const claudeRedirect = 'https://claude.ai/api/mcp/auth_callback';
const cursorRedirects = [
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'https://www.cursor.com/agents/mcp/oauth/callback',
  'http://localhost:8787/callback',
];
const codeRedirects = [
  'https://insiders.vscode.dev/redirect',
  'https://vscode.dev/redirect',
  'http://127.0.0.1/',
  'http://127.0.0.1:33418/',
];
const chatGptRedirect = 'https://chatgpt.com/connector_platform_oauth_redirect';

/** The clients that are walked as, in the order of the report. */
export const clients: readonly McpClient[] = [
  {
    name: 'Claude',
    fromInternet: true,
    takesDocument: true,
    redirectUris: [claudeRedirect],
    answeredAt: [claudeRedirect],
    needsIssuerParameter: false,
  },
  {
    name: 'Claude Code',
    fromInternet: false,
    takesDocument: true,
    redirectUris: ['http://localhost/callback'],
    // A port is taken when the browser is sent away.
    answeredAt: ['http://localhost:54545/callback'],
    needsIssuerParameter: false,
  },
  {
    name: 'Cursor',
    fromInternet: false,
    takesDocument: false,
    redirectUris: cursorRedirects,
    answeredAt: cursorRedirects,
    needsIssuerParameter: false,
  },
  {
    name: 'VS Code',
    fromInternet: false,
    takesDocument: true,
    redirectUris: codeRedirects,
    // Another port where 33418 is taken.
    answeredAt: ['https://vscode.dev/redirect', 'http://127.0.0.1:33418/', 'http://127.0.0.1:59656/'],
    needsIssuerParameter: false,
  },
  {
    name: 'ChatGPT',
    fromInternet: true,
    takesDocument: true,
    redirectUris: [chatGptRedirect],
    answeredAt: [chatGptRedirect],
    needsIssuerParameter: true,
  },
];
