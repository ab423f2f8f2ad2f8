import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { day, hour } from '../support/clock.ts';
import type { McpClient } from '../support/mcp/clients.ts';
import { McpOAuthMemory } from '../support/mcp/oauth-memory.ts';
import { createOAuthSite, MemberBrowser, type OAuthSite } from '../support/oauth/oauth-site.ts';

type Attempt = { readonly client: McpClient; readonly finish: (answered: URL) => Promise<void> };
/** Starts a connection that may need authorization first. */
type Begin = (memory: McpOAuthMemory) => Attempt & { readonly connect: () => Promise<void> };

const about = { name: 'pocket-assistant', version: '1.0.0' };
let site: OAuthSite;
beforeAll(async () => {
  site = await createOAuthSite();
  const web = await site.createBoard('acme-corp', 'WEB', [site.teamMember]);
  for (const title of ['First', 'Second'])
    await site.send('POST', '/api/v1/tickets', {
      token: site.adminToken,
      body: { title, boardId: web.id },
    });
});
afterEach(() => new MemberBrowser(site, site.teamMember).endConnections());
afterAll(() => site.close());

const address = () => new URL(`${site.origin}/mcp`);
const options = (memory: McpOAuthMemory) => ({ authProvider: memory, fetch: site.fetch });

function beginOld(memory: McpOAuthMemory) {
  const transport = new OldTransport(
    address(),
    options(memory) as ConstructorParameters<typeof OldTransport>[1],
  );
  const client = new OldClient(about);
  return {
    client: client as McpClient,
    connect: () => client.connect(transport as Parameters<OldClient['connect']>[0]),
    finish: ({ searchParams }: URL) => transport.finishAuth(searchParams.get('code') ?? ''),
  };
}

function beginNew(mode: 'legacy' | 'auto' | { pin: string }): Begin {
  return (memory) => {
    const transport = new NewTransport(address(), options(memory));
    const client = new NewClient(about, { versionNegotiation: { mode } });
    return {
      client,
      connect: () => client.connect(transport),
      finish: ({ searchParams }: URL) => transport.finishAuth(searchParams),
    };
  };
}

const clients: Readonly<Record<string, Begin>> = {
  'the SDK of 2025-11-25': beginOld,
  'the newer SDK with initialize': beginNew('legacy'),
  'the newer SDK of 2026-07-28': beginNew({ pin: '2026-07-28' }),
};

/** Returns the titles of the tickets that a client gets, sorted. */
async function titles(client: McpClient): Promise<string[]> {
  const { structuredContent } = await client.callTool({ name: 'list_tickets', arguments: {} });
  const { data } = structuredContent as { data: { title: string }[] };
  return data.map(({ title }) => title).sort();
}

describe.each(Object.entries(clients))('%s', (_name, begin) => {
  it('gets tickets knowing only the address, for weeks, until the connection is revoked', async () => {
    const memory = new McpOAuthMemory();
    const browser = new MemberBrowser(site, site.teamMember);
    const first = begin(memory);
    await expect(first.connect()).rejects.toThrow(/[Uu]nauthorized/);
    const asked = memory.sentTo.at(-1);
    if (!asked) throw new Error('the browser was not sent anywhere');
    expect(asked.searchParams.get('resource')).toBe(`${site.origin}/mcp`);
    expect(memory.clientInformation()?.client_id).toMatch(/^cli_/);
    const answered = await browser.authorize(asked);
    expect(answered.href).toMatch(/^http:\/\/localhost:8787\/callback\?code=/);
    expect(answered.searchParams.get('state')).toBe(memory.state());
    await first.finish(answered);

    const { client, connect } = begin(memory);
    await connect();
    expect(await titles(client)).toEqual(['First', 'Second']);
    for (const wait of [hour, 20 * day, 20 * day, 20 * day]) {
      const before = memory.tokens()?.access_token;
      site.clock.advance(wait);
      expect(await titles(client)).toEqual(['First', 'Second']);
      expect(memory.tokens()?.access_token).not.toBe(before);
    }
    expect(memory.sentTo).toHaveLength(1);

    expect(await browser.endConnections()).toEqual(['Pocket Assistant']);
    // The newer SDK warns on the console that its tokens no longer work.
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await expect(titles(client)).rejects.toThrow(/[Uu]nauthorized/);
    // It asks the member again, as at the start.
    expect(memory.sentTo).toHaveLength(2);
    expect(memory.tokens()).toBeUndefined();
    warned.mockRestore();
    await client.close();
  });

  it('gets no tokens if the member denies the request', async () => {
    const memory = new McpOAuthMemory();
    const attempt = begin(memory);
    await expect(attempt.connect()).rejects.toThrow(/[Uu]nauthorized/);
    const asked = memory.sentTo.at(-1) ?? address();
    const answered = await new MemberBrowser(site, site.teamMember).authorize(asked, 'deny');
    expect(answered.searchParams.get('error')).toBe('access_denied');
    await expect(attempt.finish(answered)).rejects.toThrow();
    expect(memory.tokens()).toBeUndefined();
  });

  it('cannot use a token for /mcp at the API', async () => {
    const memory = new McpOAuthMemory();
    const attempt = begin(memory);
    await expect(attempt.connect()).rejects.toThrow(/[Uu]nauthorized/);
    const asked = memory.sentTo.at(-1) ?? address();
    await attempt.finish(await new MemberBrowser(site, site.teamMember).authorize(asked));
    const token = memory.tokens()?.access_token ?? '';
    const answer = await site.send('GET', '/api/v1/tickets', { token });
    expect([answer.status, answer.body.code]).toEqual([401, 'token_invalid']);
  });
});
