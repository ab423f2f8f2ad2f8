import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { fetchAt } from '../servers/local-fetch.ts';

/** The methods of both generations of clients that the tests use. */
export type McpClient = Pick<NewClient, 'close' | 'getServerVersion' | 'getInstructions'> & {
  readonly listTools: () => Promise<{ tools: { name: string }[] }>;
  readonly callTool: (call: { name: string; arguments?: Record<string, unknown> }) => Promise<ToolResult>;
};
type ToolResult = { content?: unknown; structuredContent?: unknown; isError?: boolean | undefined };
export type Connect = (port: number, token: string) => Promise<McpClient>;

const address = new URL('http://acme-corp.localhost:3000/mcp');
const about = { name: 'test', version: '1.0.0' };

const options = (port: number, token: string) => ({
  fetch: fetchAt(port),
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});

/** The supported clients: the older SDK, and the newer one with each way to negotiate the protocol version. */
export const clients: Readonly<Record<string, Connect>> = {
  'the SDK of 2025-11-25': async (port, token) => {
    const client = new OldClient(about);
    await client.connect(
      new OldTransport(address, options(port, token)) as Parameters<OldClient['connect']>[0],
    );
    return client as McpClient;
  },
  'the newer SDK with initialize': (port, token) => connectNew(port, token, 'legacy'),
  'the newer SDK with automatic negotiation': (port, token) => connectNew(port, token, 'auto'),
  'the newer SDK of 2026-07-28': (port, token) => connectNew(port, token, { pin: '2026-07-28' }),
};

async function connectNew(
  port: number,
  token: string,
  mode: 'legacy' | 'auto' | { pin: string },
): Promise<McpClient> {
  const client = new NewClient(about, { versionNegotiation: { mode } });
  await client.connect(new NewTransport(address, options(port, token)));
  return client;
}

/** Connects the older SDK, which Gemini CLI uses, to any address. */
export async function connectWith(port: number, token: string, at: string): Promise<McpClient> {
  const client = new OldClient(about);
  const transport = new OldTransport(new URL(at), options(port, token));
  await client.connect(transport as Parameters<OldClient['connect']>[0]);
  return client as McpClient;
}
