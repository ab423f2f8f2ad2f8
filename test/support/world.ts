import { hash } from '@node-rs/argon2';
import type { Plan } from '../../src/access/plans.ts';
import type { Role } from '../../src/access/roles.ts';
import type { Scope } from '../../src/access/scopes.ts';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import type { Lifetimes, MailSettings } from '../../src/contract/settings.ts';
import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { loadKeys } from '../../src/credentials/keys/load.ts';
import type { Feature } from '../../src/http/feature.ts';
import { createLogger } from '../../src/http/responses/logging.ts';
import { createMember } from '../../src/members/members.ts';
import { changeOrganization, setPlan } from '../../src/organizations/change-organization.ts';
import { createOrganization } from '../../src/organizations/create-organization.ts';
import { findOrganizationBySlug } from '../../src/organizations/queries.ts';
import type { PolicyChange } from '../../src/organizations/schema.ts';
import { parseOrganization } from '../../src/principals/organization-row.ts';
import { type App, createApp } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { sealedValues } from '../../src/server/sealed-values.ts';
import { type Database, inTransaction, openDatabase } from '../../src/storage/database.ts';
import { createBoard } from '../../src/tickets/boards.ts';
import type { Board } from '../../src/tickets/schema.ts';
import { createToken } from '../../src/tokens/create.ts';
import { unrestricted } from '../../src/tokens/restrictions.ts';
import type { TokenRequest } from '../../src/tokens/schema.ts';
import { clientOf, type Send } from './client.ts';
import { TestClock } from './clock.ts';
import { createTestDatabase } from './databases/database.ts';

/** Every member's password in tests. */
export const password = 'correct horse battery';
/** Hashed with the lowest costs, because verification takes as long as hashing, and tests sign in often. */
const passwordHash = hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });

export type Member = { readonly id: string; readonly email: string; readonly organization: string };

/** A complete server with its database, clock and log, in this process. */
export type World = {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly app: App;
  readonly clock: TestClock;
  /** The monotonic clock. Cached credentials are valid for one of its seconds after `poll`. */
  readonly monotonic: TestClock;
  readonly send: Send;
  /** Every logged line. */
  readonly log: string[];
  readonly createOrganization: (slug: string, plan?: Plan) => Promise<string>;
  readonly setPlan: (slug: string, plan: Plan) => Promise<void>;
  readonly setPolicy: (slug: string, policy: PolicyChange) => Promise<void>;
  readonly createMember: (slug: string, email: string, role: Role) => Promise<Member>;
  /** Creates a board with members, named like its key. */
  readonly createBoard: (slug: string, key: string, members?: readonly Member[]) => Promise<Board>;
  /** Creates a token for a member as the operator. Returns its secret. */
  readonly createToken: (
    member: Member,
    request?: Partial<TokenRequest> & { scopes?: Scope[] },
  ) => Promise<string>;
  /** Signs in a member. Returns the session's cookie. */
  readonly signIn: (member: Member) => Promise<string>;
  readonly close: () => Promise<void>;
};

export type WorldOptions = {
  /** The database of another world, which also drops it. */
  readonly databaseUrl?: string;
  readonly rateLimit?: number;
  readonly cacheSize?: number;
  readonly baseUrl?: string;
  readonly defaultOrganization?: string;
  readonly trustProxy?: readonly string[];
  readonly clock?: TestClock;
  readonly isReady?: () => boolean;
  readonly monotonic?: TestClock;
  readonly oauth?: Partial<Lifetimes>;
  readonly mcpOrigins?: readonly string[];
  /** The operator's secret keys. */
  readonly secretKeys?: readonly string[];
  readonly allowLoopbackClientMetadata?: boolean;
  readonly clientMetadataDocuments?: boolean;
  /** The mail server; without one, no messages are sent. */
  readonly mail?: MailSettings;
  readonly auditRetentionDays?: number;
  readonly features?: readonly Feature[];
};

/** Creates a world with a new database. It creates organizations and members with the code of the command line. */
export async function createWorld({
  databaseUrl,
  rateLimit = 0,
  // A cache allocates its memory immediately, and tests create many worlds.
  cacheSize = 1_000,
  baseUrl = 'http://localhost:3000',
  defaultOrganization,
  trustProxy = [],
  clock = new TestClock(),
  isReady = () => true,
  monotonic = new TestClock(() => 0),
  oauth = {},
  mcpOrigins = [],
  secretKeys = [],
  allowLoopbackClientMetadata = false,
  clientMetadataDocuments = true,
  mail,
  auditRetentionDays,
  features,
}: WorldOptions = {}): Promise<World> {
  const database =
    databaseUrl === undefined ? await createTestDatabase() : { url: databaseUrl, drop: async () => {} };
  const opened = openDatabase(database.url, () => {});
  const { db } = opened;
  const log: string[] = [];
  const logger = createLogger('trace', { write: (line) => log.push(line) });
  const url = new URL(baseUrl);
  const settings = readConfig({});
  const keys = new KeyRing();
  await loadKeys(db, keys, secretKeys, sealedValues, clock.now());
  const app = await createApp({
    ...settings,
    keys,
    secretKeys,
    oauth: { ...settings.oauth, ...oauth },
    mcpOrigins,
    allowLoopbackClientMetadata,
    clientMetadataDocuments,
    mail: mail ?? null,
    auditRetentionDays: auditRetentionDays ?? null,
    db,
    changes: opened.changes(),
    log: logger,
    baseUrl: url,
    defaultOrganization: defaultOrganization ?? null,
    trustProxy,
    rateLimit,
    cacheSize,
    isReady,
    now: clock.now,
    monotonic: monotonic.now,
    ...(features ? { features } : {}),
  });
  await app.credentials.feed.poll();
  const send = clientOf(app.server, url.host);
  const operator = () => ownOrigin('operator', clock.now());
  const organizationOf = async (slug: string) => {
    const row = await findOrganizationBySlug(db, slug);
    if (!row) throw new Error(`no organization ${slug} in this world`);
    return parseOrganization(row);
  };
  return {
    db,
    databaseUrl: database.url,
    app,
    clock,
    monotonic,
    send,
    log,
    createOrganization: async (slug, plan = 'pro') => {
      const created = await inTransaction(db, (trx) =>
        createOrganization(trx, operator(), { slug, name: slug, plan }),
      );
      return created.id;
    },
    setPlan: async (slug, plan) => {
      await setPlan(db, (await organizationOf(slug)).id, operator(), plan);
    },
    setPolicy: async (slug, policy) => {
      await changeOrganization(db, (await organizationOf(slug)).id, operator(), { policy });
    },
    createMember: async (slug, email, role) => {
      const { id } = await organizationOf(slug);
      const member = { email, name: email.split('@')[0] ?? email, role, passwordHash: await passwordHash };
      const row = await inTransaction(db, (trx) => createMember(trx, id, operator(), member));
      return { id: row.id, email, organization: slug };
    },
    createBoard: async (slug, key, members = []) => {
      const { id } = await organizationOf(slug);
      const memberIds = members.map((member) => member.id);
      return createBoard(db, id, operator(), { key, name: key }, memberIds);
    },
    createToken: async (member, request = {}) => {
      const organization = await organizationOf(member.organization);
      const creator = { organization, userId: member.id, restrictions: unrestricted };
      const token = await createToken(db, operator(), creator, {
        name: 'CI Pipeline',
        ...request,
      });
      return token.secret;
    },
    signIn: async (member) => {
      const answer = await send('POST', '/api/v1/auth/login', {
        at: member.organization,
        body: { email: member.email, password },
      });
      const cookie = answer.headers['set-cookie']?.split(';')[0];
      if (answer.status !== 200 || !cookie) throw new Error(`sign-in failed: ${answer.text}`);
      return cookie;
    },
    close: async () => {
      await app.server.close();
      await app.lastUse.close();
      await app.credentials.close();
      await db.destroy();
      await database.drop();
    },
  };
}

/** Creates a world with acme-corp on Pro and a member of each role, each with a token. */
export async function createAcme(options: WorldOptions = {}) {
  const world = await createWorld(options);
  await world.createOrganization('acme-corp');
  const admin = await world.createMember('acme-corp', 'ada@acme.test', 'ADMIN');
  const teamMember = await world.createMember('acme-corp', 'tim@acme.test', 'TEAM_MEMBER');
  const customer = await world.createMember('acme-corp', 'cora@acme.test', 'CUSTOMER');
  return {
    ...world,
    admin,
    teamMember,
    customer,
    adminToken: await world.createToken(admin),
    teamMemberToken: await world.createToken(teamMember),
    customerToken: await world.createToken(customer),
  };
}
export type Acme = Awaited<ReturnType<typeof createAcme>>;
