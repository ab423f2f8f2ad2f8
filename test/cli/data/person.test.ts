import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { places, treatments } from '../../../src/members/personal-data/person-queries.ts';
import { allSteps, shapeOf } from '../../../src/storage/backup/shape.ts';
import { type Backups, createBackups } from '../../support/databases/backups.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { enroll } from '../../support/second-factor.ts';
import {
  expectFailure,
  expectResult,
  type Spedy,
  spawnSpedy,
  spedyOn,
} from '../../support/servers/command-line.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe("a person's data", () => {
  let server: MailServer;
  let acme: Acme;
  let backups: Backups;
  let spedy: Spedy;
  const person = ['--org', 'acme-corp', '--email', 'tim@acme.test'];
  const verify = async () =>
    (await spedy(['audit', 'verify', '--org', 'acme-corp'])).stdout.split('\n')[1] ?? '';
  /** Everything that the database contains. */
  const everything = async () => {
    const file = backups.newFile();
    expectResult(await spedy(['backup', file, '--json']));
    return gunzipSync(readFileSync(file)).toString('utf8');
  };

  beforeAll(async () => {
    server = await startMailServer();
    acme = await createMailedAcme(server.settings);
    backups = createBackups();
    spedy = spedyOn(acme.databaseUrl);
    const { teamMember, teamMemberToken: token } = acme;
    const board = await acme.createBoard('acme-corp', 'WEB', [teamMember]);
    const send = (method: 'POST' | 'PATCH', path: string, body: object) =>
      acme.send(method, path, { at: 'acme-corp', token, body });
    const ticket = await send('POST', '/api/v1/tickets', { boardId: board.id, title: 'A ticket' });
    await send('POST', `/api/v1/tickets/${ticket.body.id}/comments`, { body: 'A comment' });
    await acme.send('PATCH', `/api/v1/users/${teamMember.id}`, {
      at: 'acme-corp',
      token: acme.adminToken,
      body: { name: 'Timothy Ticket' },
    });
    const wrong = { email: 'TIM@acme.test', password: 'not the right one' };
    await acme.send('POST', '/api/v1/auth/login', { at: 'acme-corp', body: wrong });
    // Anyone can ask for another's email. That must not take the other one out of the log.
    const cookie = await acme.signIn(teamMember);
    const asked = await acme.send('POST', '/api/v1/me/email', { cookie, body: { email: 'ada@acme.test' } });
    expect(asked.status, asked.text).toBeLessThan(300);
    await enroll(acme, teamMember);
    await acme.app.sweep();
  });
  afterAll(async () => {
    await acme.close();
    await backups.drop();
    await server.close();
  });

  it('is considered in every table', async () => {
    const tables = (await shapeOf(allSteps)).map(({ name }) => name);
    const known = [...tables, 'changes'];
    expect(Object.keys(treatments).sort(), 'say in person-queries.ts what a new table has').toEqual(
      known.sort(),
    );
    expect(places.every(({ table }) => known.includes(table))).toBe(true);
  });

  it('is exported without secrets, to a file that only its owner can read', async () => {
    const file = backups.newFile();
    expectResult(await spedy(['admin', 'member', 'export', ...person, file, '--json']));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    const { data, userId } = JSON.parse(text);
    expect(userId).toBe(acme.teamMember.id);
    expect(data).toMatchObject({
      users: [{ email: 'tim@acme.test', name: 'Timothy Ticket', created_at: expect.stringMatching(/Z$/) }],
      access_tokens: [{ name: 'CI Pipeline' }],
      sessions: expect.arrayContaining([expect.objectContaining({ opened_by: 'password' })]),
      tickets: [{ title: 'A ticket' }],
      comments: [{ body: 'A comment' }],
    });
    expect(data.audit_events.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['member.created', 'member.changed', 'ticket.created', 'refusal.sign_in']),
    );
    expect(text).not.toMatch(/argon2|password_hash|"hash"|sealed_secret/);
    expect(expectFailure(await spedy(['member', 'export', ...person, file]), 1)).toContain('exists');
    const printed = await spedy(['member', 'export', '--org', 'acme-corp', '--id', userId]);
    expect(JSON.parse(printed.stdout).data.users).toHaveLength(1);
    expectFailure(await spedy(['member', 'export', '--org', 'acme-corp']), 2);
    expectFailure(await spedy(['member', 'export', '--org', 'acme-corp', '--id', 'usr_1']), 1);
  });

  it('is exported without the names, emails and addresses of others', async () => {
    const { admin, adminToken: token, customer } = acme;
    const send = (method: 'POST' | 'PATCH', path: string, body: object) =>
      acme.send(method, path, { at: 'acme-corp', token, body });
    await send('PATCH', `/api/v1/users/${customer.id}`, { name: 'Cora of Customers' });
    await acme.send('POST', '/api/v1/organization/invitations', {
      at: 'acme-corp',
      cookie: await acme.signIn(admin),
      body: { email: 'guest@else.test', name: 'Gwen Guest', role: 'CUSTOMER' },
    });
    const exported = async (id: string) => {
      const { stdout } = await spedy(['member', 'export', '--org', 'acme-corp', '--id', id]);
      return { text: stdout, data: JSON.parse(stdout).data };
    };
    const ada = await exported(admin.id);
    expect(ada.text).not.toMatch(/cora|gwen|guest@else|timothy|tim@acme/i);
    expect(ada.data.users).toMatchObject([{ email: 'ada@acme.test' }]);
    expect(ada.data.audit_events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'member.changed',
          target_id: customer.id,
          details: { before: { name: '[another person]' }, after: { name: '[another person]' } },
        }),
        expect.objectContaining({
          action: 'invitation.created',
          details: expect.objectContaining({ email: '[another person]', role: 'CUSTOMER' }),
        }),
      ]),
    );
    expect(ada.data.invitations).toMatchObject([{ email: '[another person]', name: '[another person]' }]);
    // What the member asked for, and what the administrator did, from where.
    const tim = await exported(acme.teamMember.id);
    expect(tim.text).not.toMatch(/ada@acme/i);
    const changed = tim.data.audit_events.filter(
      ({ action }: { action: string }) => action === 'member.changed',
    );
    expect(changed).toMatchObject([
      { actor_id: admin.id, address: null, details: { after: { name: 'Timothy Ticket' } } },
    ]);
  });

  it('is erased only with --yes, and the audit log stays verifiable', async () => {
    const exported = backups.newFile();
    await spedy(['audit', 'verify']);
    // Enough to free whole pages of a file.
    const { organizationId, userId } = await acme.db
      .selectFrom('users')
      .select(['organization_id as organizationId', 'id as userId'])
      .where('id', '=', acme.teamMember.id)
      .executeTakeFirstOrThrow();
    const sources = Array.from({ length: 3_000 }, (_, index) => ({
      organization_id: organizationId,
      user_id: userId,
      source: `192.0.2.77/${index}`,
      at: acme.clock.now(),
    }));
    await acme.db.insertInto('known_sources').values(sources).execute();
    const planned = expectResult(await spedy(['member', 'erase', ...person, '--json']));
    expect(planned).toMatchObject({ erased: false, deleted: { access_tokens: 1, second_factors: 1 } });
    expect(await everything()).toContain('tim@acme.test');
    const intact = await verify();

    const done = expectResult(await spedy(['member', 'erase', ...person, '--yes', '--json']));
    expect(done).toMatchObject({ erased: true, userId: acme.teamMember.id });
    expect(done.auditEvents).toBeGreaterThanOrEqual(planned.auditEvents);
    if (databaseKind === 'sqlite') {
      // Also not in what SQLite has not written over yet, while the server runs.
      const path = acme.databaseUrl.slice('sqlite:'.length);
      for (const file of [path, `${path}-wal`])
        expect(readFileSync(file).toString('latin1'), file).not.toMatch(
          /tim@acme\.test|Timothy|192\.0\.2\.77/i,
        );
    }
    const text = await everything();
    expect(text).not.toMatch(/tim@acme\.test|Timothy/i);
    expect(text).toContain('Erased member');
    expect(text).toMatch(/"member\.created"[^\n]*ada@acme\.test/);
    expect(await verify()).toMatch(/^acme-corp: intact/);
    // A checkpoint from before is still a checkpoint.
    const checkpoint = intact.split(' ').at(-1) ?? '';
    const from = await spedy(['audit', 'verify', '--org', 'acme-corp', '--from', checkpoint]);
    expect(from).toMatchObject({ exitCode: 0 });
    expect(exported).not.toBe('');

    const answer = await acme.send('GET', '/api/v1/me', { at: 'acme-corp', token: acme.teamMemberToken });
    expect(answer.status).toBe(401);
    const tickets = await acme.send('GET', '/api/v1/tickets', { at: 'acme-corp', token: acme.adminToken });
    expect(tickets.body.data).toMatchObject([{ title: 'A ticket' }]);
    const comments = await acme.send('GET', `/api/v1/tickets/${tickets.body.data[0].id}/comments`, {
      at: 'acme-corp',
      token: acme.adminToken,
    });
    expect(comments.body.data).toMatchObject([{ body: 'A comment', author: { name: 'Erased member' } }]);
    const again = ['--org', 'acme-corp', '--id', acme.teamMember.id, '--yes', '--json'];
    expect(expectResult(await spedy(['member', 'erase', ...again]))).toMatchObject({
      deleted: {},
      auditEvents: 0,
    });
  });

  it('is erased by each email that the person had', async () => {
    const { id, email } = acme.customer;
    const cookie = await acme.signIn(acme.customer);
    const body = { email: 'cleopatra@acme.test' };
    await acme.send('POST', '/api/v1/me/email', { cookie, body });
    server.received.length = 0;
    await acme.app.background.runOnce();
    for (const { link } of server.received.filter(({ link }) => link.includes('#')))
      await acme.send('POST', '/api/v1/auth/email-change/confirm', { body: { token: link.split('#')[1] } });
    const { organization_id } = await acme.db
      .selectFrom('users')
      .select('organization_id')
      .where('id', '=', id)
      .where('email', '=', body.email)
      .executeTakeFirstOrThrow();
    // As after an invitation, which went to nobody's account yet.
    const sent = { kind: 'invitation', user_id: null, fields: '{}', sealed_secret: null, key_id: null };
    const ended = { state: 'sent', attempts: 1, created_at: 1, due_at: 1, ended_at: 1, problem: null };
    const row = { organization_id, id: 'msg_1', address: email, address_key: email, ...sent, ...ended };
    await acme.db.insertInto('outbox').values(row).execute();
    const known = ['--org', 'acme-corp', '--id', id, '--yes', '--json'];
    expectResult(await spedy(['member', 'erase', ...known]));
    const text = await everything();
    expect(text).not.toContain(email);
    expect(text).not.toContain(body.email);
    expect(await verify()).toMatch(/^acme-corp: intact/);
  });

  it('can be erased from an event after another person, also if the clock went back', async () => {
    const other = await createAcme();
    const spedyOnOther = spedyOn(other.databaseUrl);
    await other.createMember('acme-corp', 'bob@acme.test', 'ADMIN');
    // The event has the name of one, and the address of the other.
    const body = { name: 'Cleopatra' };
    await other.send('PATCH', `/api/v1/users/${other.customer.id}`, { token: other.adminToken, body });
    const erase = (id: string) => ['admin', 'member', 'erase', '--org', 'acme-corp', '--id', id, '--yes'];
    await spedyOnOther(erase(other.customer.id));
    const NODE_OPTIONS =
      '--import=data:text/javascript,globalThis.real=Date.now;Date.now=()=>real()-86400000';
    const env = { DATABASE_URL: other.databaseUrl, NODE_OPTIONS };
    expect(await spawnSpedy(erase(other.admin.id), env).ended).toMatchObject({ exitCode: 0 });
    const { stdout } = await spedyOnOther(['audit', 'verify', '--org', 'acme-corp']);
    expect(stdout).toContain('acme-corp: intact');
    await other.close();
  });

  it('cannot be changed in the log under the pretext of an erasure', async () => {
    const { db } = acme;
    const [redacted] = await db.selectFrom('audit_redactions').selectAll().orderBy('sequence').execute();
    const at = redacted?.sequence ?? 0;
    const event = db.selectFrom('audit_events').select('details').where('sequence', '=', at);
    const before = await event.executeTakeFirstOrThrow();
    const set = (details: string) =>
      db.updateTable('audit_events').set({ details }).where('sequence', '=', at).execute();
    await set('{"email":"someone@else.test"}');
    expect(await verify()).toContain(`BROKEN at event ${at}: the event was changed`);
    await set(before.details);
    expect(await verify()).toContain('intact');
    // Another event, with a row that no event of the chain declares.
    const content = {
      organization_id: redacted?.organization_id ?? '',
      declared_by: redacted?.declared_by ?? '',
    };
    const row = { ...content, sequence: 1, content_hash: Buffer.alloc(32) };
    await db.insertInto('audit_redactions').values(row).execute();
    expect(await verify()).toMatch(/BROKEN at event 1: /);
    await db
      .deleteFrom('audit_redactions')
      .where('sequence', '=', 1)
      .where('content_hash', '=', row.content_hash)
      .execute();
    await db.deleteFrom('audit_redactions').where('sequence', '=', at).execute();
    expect(await verify()).toContain(`BROKEN at event ${at}: the event was changed`);
  });
});
