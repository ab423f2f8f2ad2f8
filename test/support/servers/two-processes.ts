import { expect } from 'vitest';
import { type Plan, planHasPats } from '../../../src/access/plans.ts';
import type { Role } from '../../../src/access/roles.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { changeMember } from '../../../src/members/members.ts';
import { changeOrganization, setPlan } from '../../../src/organizations/change-organization.ts';
import { findOrganization } from '../../../src/organizations/queries.ts';
import { parseOrganization } from '../../../src/principals/organization-row.ts';
import { permanently } from '../../../src/tokens/queries.ts';
import { unrestricted } from '../../../src/tokens/restrictions.ts';
import { revokeToken } from '../../../src/tokens/revoke.ts';
import { rotateToken } from '../../../src/tokens/rotate.ts';
import { second } from '../clock.ts';
import type { Member, World } from '../world.ts';
import type { Peer } from './peer.ts';

/** How long a cached state may be outdated, in milliseconds. */
const maximumAge = second;

type Token = { readonly owner: number; readonly revokedAt: number | null; readonly expiresAt: number | null };
/** The state that decides about requests of an organization's members. */
type State = {
  readonly plan: Plan;
  readonly patsEnabled: boolean;
  readonly members: readonly { readonly role: Role; readonly active: boolean }[];
  readonly tokens: readonly Token[];
};

const everyToken = () => true;
let organizations = 0;

/**
 * Two processes on one database, and their model: every past state with its end. Times are milliseconds of the
 * monotonic clock. The wall clock, which can jump, decides only about the expiry of tokens.
 */
export class TwoProcesses {
  readonly #world: World;
  readonly #peers: readonly Peer[];
  readonly #slug: string;
  readonly #organizationId: string;
  readonly #members: readonly Member[];
  readonly #secrets: string[] = [];
  readonly #ids: string[] = [];
  #now = 0;
  #states: { readonly state: State; until: number }[];
  /** The oldest state that a process may use for a token, by process and token: the state after its own last change. */
  readonly #oldest = new Map<string, number>();
  /** The number of outdated responses. */
  outdatedResponses = 0;

  private constructor(world: World, peers: readonly Peer[], slug: string, id: string, members: Member[]) {
    this.#world = world;
    this.#peers = peers;
    this.#slug = slug;
    this.#organizationId = id;
    this.#members = members;
    const state: State = {
      plan: 'pro',
      patsEnabled: true,
      members: members.map(() => ({ role: 'TEAM_MEMBER', active: true })),
      tokens: [],
    };
    this.#states = [{ state, until: Number.POSITIVE_INFINITY }];
  }

  /** Creates an organization with an administrator and two members. Both processes can read the change feed. */
  static async create(world: World, peers: readonly Peer[]): Promise<TwoProcesses> {
    organizations += 1;
    const slug = `two-${organizations}`;
    const id = await world.createOrganization(slug);
    await world.createMember(slug, 'admin@two.test', 'ADMIN');
    const members: Member[] = [];
    for (const name of ['one', 'two'])
      members.push(await world.createMember(slug, `${name}@two.test`, 'TEAM_MEMBER'));
    const real = new TwoProcesses(world, peers, slug, id, members);
    for (const peer of [0, 1]) await real.reach(peer, true);
    return real;
  }

  get #current(): State {
    const last = this.#states.at(-1);
    if (!last) throw new Error('there is always a state');
    return last.state;
  }

  #peer(index: number): Peer {
    const peer = this.#peers[index];
    if (!peer) throw new Error(`there is no process ${index}`);
    return peer;
  }

  get #from() {
    return ownOrigin('operator', this.#world.clock.now());
  }

  /** Records a change by a process: the last state ends, and the process knows the new one for these tokens. */
  #change(by: number, change: Partial<State>, concerns: (token: Token, index: number) => boolean): void {
    const last = this.#states.at(-1);
    if (last) last.until = this.#now;
    const state = { ...this.#current, ...change };
    const place = this.#states.push({ state, until: Number.POSITIVE_INFINITY }) - 1;
    for (const [index, token] of state.tokens.entries())
      if (concerns(token, index)) this.#oldest.set(`${by}/${index}`, place);
  }

  #changeMember(by: number, member: number, change: Partial<State['members'][number]>): void {
    const members = this.#current.members.map((one, index) =>
      index === member ? { ...one, ...change } : one,
    );
    this.#change(by, { members }, ({ owner }) => owner === member);
  }

  #isActive({ revokedAt, expiresAt }: Token): boolean {
    const now = this.#world.clock.now();
    return (revokedAt === null || revokedAt > now) && (expiresAt === null || expiresAt > now);
  }

  async advance(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    this.#world.clock.advance(milliseconds);
    for (const peer of this.#peers) peer.monotonic.advance(milliseconds);
  }

  /** Moves the wall clock without passing time. */
  async jump(milliseconds: number): Promise<void> {
    this.#world.clock.advance(milliseconds);
  }

  async poll(by: number): Promise<void> {
    await this.#peer(by).poll();
  }

  async reach(by: number, reachable: boolean): Promise<void> {
    this.#peer(by).reachable = reachable;
    if (reachable) await this.poll(by);
  }

  async create(by: number, owner: number, lifetime: number | null): Promise<void> {
    const expiresAt = lifetime === null ? null : this.#world.clock.now() + lifetime;
    const member = this.#members[owner];
    if (!member || !planHasPats(this.#current.plan) || !this.#current.patsEnabled) return;
    const request = expiresAt === null ? {} : { expiresAt: new Date(expiresAt).toISOString() };
    await this.#add(by, owner, await this.#world.createToken(member, request), expiresAt);
  }

  async #add(by: number, owner: number, secret: string, expiresAt: number | null): Promise<void> {
    const { id } = await this.#world.db
      .selectFrom('access_tokens')
      .select('id')
      .where('organization_id', '=', this.#organizationId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    this.#secrets.push(secret);
    this.#ids.push(id);
    const tokens = [...this.#current.tokens, { owner, revokedAt: null, expiresAt }];
    this.#change(by, { tokens }, (_token, index) => index === tokens.length - 1);
  }

  /** Returns the token for a number, modulo the number of tokens. */
  #pick(number: number): { index: number; id: string; token: Token } | null {
    const index = number % Math.max(1, this.#current.tokens.length);
    const [id, token] = [this.#ids[index], this.#current.tokens[index]];
    return id !== undefined && token ? { index, id, token } : null;
  }

  #end(by: number, index: number, revokedAt: number): void {
    const tokens = this.#current.tokens.map((token, at) =>
      at === index ? { ...token, revokedAt: Math.min(revokedAt, token.revokedAt ?? revokedAt) } : token,
    );
    this.#change(by, { tokens }, (_token, at) => at === index);
  }

  async revoke(by: number, number: number): Promise<void> {
    const picked = this.#pick(number);
    if (!picked || !this.#isActive(picked.token)) return;
    await revokeToken(this.#peer(by).db, this.#organizationId, this.#from, null, picked.id);
    this.#end(by, picked.index, permanently);
  }

  async rotate(by: number, number: number, overlapSeconds: number): Promise<void> {
    const picked = this.#pick(number);
    const { plan, patsEnabled } = this.#current;
    if (!picked || !this.#isActive(picked.token) || !planHasPats(plan) || !patsEnabled) return;
    const { db } = this.#peer(by);
    const organization = parseOrganization(await findOrganization(db, this.#organizationId));
    const { owner, expiresAt } = picked.token;
    const creator = { organization, userId: this.#members[owner]?.id ?? '', restrictions: unrestricted };
    const { secret } = await rotateToken(db, this.#from, creator, picked.id, { overlapSeconds });
    const overlapEnd = this.#world.clock.now() + overlapSeconds * second;
    this.#end(by, picked.index, overlapSeconds === 0 ? permanently : overlapEnd);
    await this.#add(by, owner, secret, expiresAt);
  }

  async setRole(by: number, member: number, role: Role): Promise<void> {
    if (this.#current.members[member]?.role === role) return;
    const userId = this.#members[member]?.id ?? '';
    await changeMember(this.#peer(by).db, this.#organizationId, this.#from, userId, { role });
    this.#changeMember(by, member, { role });
  }

  async setActive(by: number, member: number, active: boolean): Promise<void> {
    if (this.#current.members[member]?.active === active) return;
    const state = active ? 'active' : 'deactivated';
    const userId = this.#members[member]?.id ?? '';
    await changeMember(this.#peer(by).db, this.#organizationId, this.#from, userId, { state });
    this.#changeMember(by, member, { active });
  }

  async setPlan(by: number, plan: Plan): Promise<void> {
    if (this.#current.plan === plan) return;
    await setPlan(this.#peer(by).db, this.#organizationId, this.#from, plan);
    this.#change(by, { plan }, everyToken);
  }

  async setPolicy(by: number, patsEnabled: boolean): Promise<void> {
    if (this.#current.patsEnabled === patsEnabled) return;
    await changeOrganization(this.#peer(by).db, this.#organizationId, this.#from, {
      policy: { patsEnabled },
    });
    this.#change(by, { patsEnabled }, everyToken);
  }

  /** Uses a token at a process, and compares the response with every state that the process may still use. */
  async use(by: number, number: number): Promise<void> {
    const picked = this.#pick(number);
    if (!picked) return;
    const answer = await this.#ask(by, picked.index);
    const allowed = this.#states
      .slice(this.#oldest.get(`${by}/${picked.index}`))
      .filter(({ until }) => until >= this.#now - maximumAge)
      .map(({ state }) => this.#expectedResponse(state, picked.index));
    expect(allowed, `token ${picked.index} at process ${by}, ${this.#now} ms`).toContain(answer);
    if (answer !== this.#expectedResponse(this.#current, picked.index)) this.outdatedResponses += 1;
  }

  /** Expects the current state of every token from both processes after they read the change feed. */
  async settle(): Promise<void> {
    for (const by of [0, 1]) {
      await this.reach(by, true);
      for (const index of this.#secrets.keys())
        expect(await this.#ask(by, index)).toBe(this.#expectedResponse(this.#current, index));
    }
  }

  async #ask(by: number, index: number): Promise<string> {
    const token = this.#secrets[index] ?? '';
    const { status, body } = await this.#peer(by).send('GET', '/api/v1/me', { at: this.#slug, token });
    return `${status} ${body.code ?? body.role}`;
  }

  #expectedResponse({ plan, patsEnabled, members, tokens }: State, index: number): string {
    const token = tokens[index];
    const owner = members[token?.owner ?? 0];
    const now = this.#world.clock.now();
    if (!token || !owner) return '401 token_invalid';
    if (token.revokedAt !== null && token.revokedAt <= now) return '401 token_revoked';
    if (token.expiresAt !== null && token.expiresAt <= now) return '401 token_expired';
    if (!owner.active) return '401 token_invalid';
    if (!planHasPats(plan)) return '403 plan_required';
    return patsEnabled ? `200 ${owner.role}` : '403 pats_disabled';
  }
}
