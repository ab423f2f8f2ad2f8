import type { Audience } from '../src/access/audience.ts';
import { day } from '../src/access/policy.ts';
import { type OAuthScope, oauthScopes } from '../src/access/scopes.ts';
import type { Person } from '../src/cli/demo/team.ts';
import type { ChangeOrigin } from '../src/contract/change-origin.ts';
import type { Client } from '../src/oauth/clients/client.ts';
import { namesOf } from '../src/oauth/clients/grant-types.ts';
import { allow } from '../src/oauth/consent/allow.ts';
import { extendConnection } from '../src/oauth/records/connection-queries.ts';
import { grantTypes } from '../src/oauth/token/grant-types/list.ts';
import { raiseLastSeen } from '../src/principals/last-seen-queries.ts';
import { raiseApplicationUses, raiseLastUses } from '../src/principals/usage-queries.ts';
import { type Database, inTransaction } from '../src/storage/database.ts';

const assistant = published(
  'Claude',
  'https://claude.ai/oauth/client.json',
  'https://claude.ai/api/mcp/callback',
);
const editor = registered('Cursor', 'cli_cursor', [
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'https://www.cursor.com/agents/mcp/oauth/callback',
  'http://localhost:8787/callback',
]);
const wallboard = registered('Wallboard', 'cli_wallboard', ['https://wallboard.example/callback']);

/** A sample connection: days since it was created and last used; null means never. */
type Sample = {
  readonly owner: Person;
  readonly client: Client;
  readonly scopes: readonly OAuthScope[];
  readonly audience: Audience;
  readonly age: number;
  readonly unused: number | null;
  readonly address: string;
};
const samples: readonly Sample[] = [
  {
    owner: 'cora',
    client: wallboard,
    scopes: ['tickets:read'],
    audience: 'api',
    age: 81,
    unused: 13,
    address: '198.51.100.23',
  },
  {
    owner: 'tim',
    client: editor,
    scopes: oauthScopes,
    audience: 'mcp',
    age: 19,
    unused: 0.2,
    address: '203.0.113.40',
  },
  {
    owner: 'ada',
    client: wallboard,
    scopes: ['tickets:read'],
    audience: 'api',
    age: 12,
    unused: null,
    address: '198.51.100.23',
  },
  {
    owner: 'ada',
    client: editor,
    scopes: oauthScopes,
    audience: 'mcp',
    age: 6,
    unused: 1.4,
    address: '203.0.113.7',
  },
  {
    owner: 'ada',
    client: editor,
    scopes: oauthScopes,
    audience: 'mcp',
    age: 2,
    unused: 0.05,
    address: '198.51.100.9',
  },
  {
    owner: 'ada',
    client: assistant,
    scopes: oauthScopes,
    audience: 'mcp',
    age: 3,
    unused: 0.01,
    address: '192.0.2.81',
  },
];

type MemberAt = (person: Person, at: number) => Promise<{ readonly id: string; readonly from: ChangeOrigin }>;

/** Returns what creates the connections that a team has after a while, each with its age in days. */
export function connectionSteps(db: Database, organizationId: string, memberAt: MemberAt, now: number) {
  const connect = async ({ owner, client, scopes, audience, age, unused, address }: Sample) => {
    const { id: userId, from } = await memberAt(owner, now - age * day);
    const redirectUri = client.redirectUris[0] ?? null;
    const expiresAt = now + 30 * day;
    const consent = { userId, client, scopes, audience, redirectUri, expiresAt };
    const connectionId = await inTransaction(db, async (trx) => {
      const id = await allow(trx, organizationId, from, consent);
      await extendConnection(trx, { organizationId, connectionId: id, expiresAt, reserve: 0, address });
      return id;
    });
    if (unused === null) return;
    const at = Math.round(now - unused * day);
    await raiseLastUses(db, [{ organizationId, id: connectionId, at }]);
    await raiseApplicationUses(db, [{ organizationId, id: connectionId, at }]);
    await raiseLastSeen(db, 'oauth_connections', [{ organizationId, id: connectionId, at }]);
  };
  return samples.map((sample) => ({ age: sample.age, run: () => connect(sample) }));
}

/** Returns a client with a metadata document, whose host vouches for its name. */
function published(name: string, clientId: string, redirectUri: string): Client {
  return { ...registered(name, clientId, [redirectUri]), kind: 'metadata_document' };
}

function registered(name: string, clientId: string, redirectUris: readonly string[]): Client {
  const all = new Set(namesOf(grantTypes));
  const rest = { uri: null, logoUri: null, authMethod: 'none', grantTypes: all, secretHash: null } as const;
  return { clientId, kind: 'registered', name, redirectUris, ...rest };
}
