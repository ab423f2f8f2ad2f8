import type { Need } from './reach.ts';

/** What a tool's instructions are filled in with. */
export type Values = {
  /** The organization's origin, such as `https://acme-corp.spedy.example`. */
  readonly origin: string;
  /** What the server is called in the tool: the organization's slug. */
  readonly name: string;
};

/** One step: what to do, and what to copy for it. */
export type ConnectStep = { readonly text: string; readonly copy?: string };

export type Tool = {
  readonly id: string;
  readonly name: string;
  /** Where it runs, in a few words. */
  readonly kind: string;
  readonly need: Need;
  readonly steps: (values: Values) => readonly ConnectStep[];
  /** Opens the tool and adds the server. */
  readonly deepLink?: (values: Values) => string;
  /** A page of the dashboard that one of the steps needs. */
  readonly page?: { readonly to: string; readonly label: string };
};

function mcpAddress({ origin }: Values): string {
  return `${origin}/mcp`;
}

/** Adds the server to Cursor: its configuration as JSON in base64. */
export function cursorLink(values: Values): string {
  const config = btoa(JSON.stringify({ url: mcpAddress(values) }));
  const parameters = new URLSearchParams({ name: values.name, config });
  return `cursor://anysphere.cursor-deeplink/mcp/install?${parameters}`;
}

/** Adds the server to VS Code: its configuration as JSON. */
export function visualStudioCodeLink(values: Values): string {
  return `vscode:mcp/install?${encodeURIComponent(visualStudioCodeConfig(values))}`;
}

function visualStudioCodeConfig(values: Values): string {
  return JSON.stringify({ name: values.name, type: 'http', url: mcpAddress(values) });
}

const json = (value: unknown) => JSON.stringify(value, null, 2);
const signIn = 'Sign in, check what it asks for, and choose Authorize.';

/** The tools, the most asked for first. Names and commands are those of docs/clients/connect.md. */
export const tools: readonly Tool[] = [
  {
    id: 'claude',
    name: 'Claude',
    kind: 'Web and desktop',
    need: 'internet',
    steps: (values) => [
      {
        text: 'In Claude, open Settings > Connectors > Add custom connector. On a Team or Enterprise plan, an owner does this once for everyone.',
      },
      {
        text: 'Enter a name, paste this address, leave the advanced settings empty, and choose Add, then Connect.',
        copy: mcpAddress(values),
      },
      { text: signIn },
    ],
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    kind: 'Terminal',
    need: 'nothing',
    steps: (values) => [
      {
        text: 'In a terminal, run:',
        copy: `claude mcp add --transport http ${values.name} ${mcpAddress(values)}`,
      },
      { text: `In Claude Code, type /mcp, choose ${values.name} and Authenticate. ${signIn}` },
    ],
  },
  {
    id: 'cursor',
    name: 'Cursor',
    kind: 'Editor',
    need: 'nothing',
    deepLink: cursorLink,
    steps: (values) => [
      {
        text: 'Choose Open in Cursor. Or add this to ~/.cursor/mcp.json:',
        copy: json({ mcpServers: { [values.name]: { url: mcpAddress(values) } } }),
      },
      { text: `Open Cursor Settings > MCP and choose Connect next to ${values.name}. ${signIn}` },
    ],
  },
  {
    id: 'vs-code',
    name: 'VS Code',
    kind: 'Editor',
    need: 'nothing',
    deepLink: visualStudioCodeLink,
    steps: (values) => [
      {
        text: 'Choose Open in VS Code. Or run in a terminal:',
        copy: `code --add-mcp '${visualStudioCodeConfig(values)}'`,
      },
      { text: `Start it with MCP: List Servers in the command palette. ${signIn}` },
    ],
  },
  {
    id: 'chatgpt',
    name: 'ChatGPT',
    kind: 'Web',
    need: 'internet',
    steps: (values) => [
      {
        text: 'Turn on Settings > Apps & Connectors > Advanced settings > Developer mode. In a workspace, an administrator allows it first.',
      },
      {
        text: 'Choose Create, paste this address, choose OAuth, and leave client ID and secret empty.',
        copy: mcpAddress(values),
      },
      { text: `${signIn} In a chat, turn on the connector under +.` },
    ],
  },
  {
    id: 'codex',
    name: 'Codex',
    kind: 'Terminal',
    need: 'nothing',
    steps: (values) => [
      { text: 'In a terminal, run:', copy: `codex mcp add ${values.name} --url ${mcpAddress(values)}` },
      { text: `Then sign in. ${signIn}`, copy: `codex mcp login ${values.name}` },
    ],
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    kind: 'Terminal',
    need: 'https or localhost',
    steps: (values) => [
      {
        text: 'In a terminal, run:',
        copy: `gemini mcp add --transport http ${values.name} ${mcpAddress(values)}`,
      },
      { text: `In Gemini CLI, sign in. ${signIn}`, copy: `/mcp auth ${values.name}` },
    ],
  },
  {
    id: 'zed',
    name: 'Zed',
    kind: 'Editor',
    need: 'nothing',
    steps: (values) => [
      {
        text: 'Open the settings file with zed: open settings file, and add:',
        copy: json({ context_servers: { [values.name]: { url: mcpAddress(values) } } }),
      },
      { text: `Zed asks you to sign in. ${signIn}` },
    ],
  },
  {
    id: 'device',
    name: 'A device',
    kind: 'Without a browser',
    need: 'nothing',
    page: { to: '/device', label: 'Enter a code' },
    steps: ({ origin }) => [
      {
        text: 'Register the device once, and ask for a code (with curl and jq):',
        copy: `SPEDY_URL=${origin}
CLIENT_ID=$(curl -s -H 'Content-Type: application/json' "$SPEDY_URL/api/v1/oauth/register" -d '{
  "client_name": "My device",
  "grant_types": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
  "token_endpoint_auth_method": "none"
}' | jq -r .client_id)
DEVICE=$(curl -s "$SPEDY_URL/api/v1/oauth/device" -d client_id="$CLIENT_ID" -d scope=tickets:read)
echo "$DEVICE" | jq -r '"Go to \\(.verification_uri) and type \\(.user_code)"'`,
      },
      { text: 'Open that page on a device with a browser, type the code, and choose Authorize.' },
      {
        text: 'Ask for the tokens every 5 seconds, as long as the answer is authorization_pending:',
        copy: `curl -s "$SPEDY_URL/api/v1/oauth/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code \\
  -d client_id="$CLIENT_ID" -d device_code="$(echo "$DEVICE" | jq -r .device_code)"`,
      },
    ],
  },
  {
    id: 'script',
    name: 'A script',
    kind: 'Your own code',
    need: 'nothing',
    page: {
      to: '/settings/account/access-tokens?name=Script&scopes=tickets:read&expiresIn=90d',
      label: 'Create a token',
    },
    steps: ({ origin }) => [
      {
        text: 'Create a token that can read tickets, and store it where your script finds it:',
        copy: 'export SPEDY_TOKEN=spedy_pat_…',
      },
      {
        text: 'Send it with each request:',
        copy: `curl -H "Authorization: Bearer $SPEDY_TOKEN" "${origin}/api/v1/tickets?limit=3"`,
      },
    ],
  },
];
