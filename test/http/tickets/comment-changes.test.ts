import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';

describe('/api/v1/tickets/{id}/comments/{id}', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  /** Writes a comment and returns it with its address. */
  async function written(token = acme.customerToken, internal = false) {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    const comments = `/api/v1/tickets/${ticket.id}/comments`;
    const { body: comment } = await acme.send('POST', comments, { token, body: { body: 'One', internal } });
    const list = async () => (await acme.send('GET', comments, { token: acme.adminToken })).body;
    return { ticket, comment, path: `${comments}/${comment.id}`, list };
  }
  const edit = (path: string, body: unknown, token = acme.customerToken) =>
    acme.send('PATCH', path, { token, body });
  const remove = (path: string, token = acme.customerToken) => acme.send('DELETE', path, { token });

  it('PATCH changes the text of your own comment and records when, but not the text', async () => {
    const { comment, path, list, ticket } = await written();
    acme.clock.advance(minute);
    const answer = await edit(path, { body: 'Two' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...comment, body: 'Two', editedAt: acme.clock.in(0) });
    expect((await list()).data).toEqual([answer.body]);
    expect((await edit(path, { body: 'Two' })).body).toEqual(answer.body);
    expect((await auditEventsOf(acme, comment.id)).slice(1)).toEqual([
      { action: 'comment.changed', details: { ticketId: ticket.id } },
    ]);
  });

  it('PATCH is for the author only, and rejects what a new comment may not have', async () => {
    const { comment, path, list } = await written();
    for (const token of [acme.adminToken, acme.teamMemberToken])
      expectError(await edit(path, { body: 'Two' }, token), 403, 'forbidden');
    for (const body of [{ body: ' ' }, { body: 'x'.repeat(10_001) }, { body: 'x', internal: true }, {}])
      expectError(await edit(path, body), 400, 'validation_failed');
    expect((await list()).data).toEqual([comment]);
  });

  it('DELETE removes a comment and its count, for the author and administrators', async () => {
    for (const [token, internal] of [
      [acme.teamMemberToken, true],
      [acme.teamMemberToken, false],
      [acme.adminToken, true],
    ] as const) {
      const { comment, path, list, ticket } = await written(acme.teamMemberToken, internal);
      const answer = await remove(path, token);
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
      expect(await list()).toMatchObject({ data: [], total: 0 });
      const got = await acme.send('GET', `/api/v1/tickets/${ticket.id}`, { token });
      expect(got.body.commentCount).toBe(0);
      expectError(await remove(path, token), 404, 'not_found');
      expect((await auditEventsOf(acme, comment.id)).slice(1)).toEqual([
        {
          action: 'comment.deleted',
          details: {
            ticketId: ticket.id,
            authorId: acme.teamMember.id,
            ...(internal ? { internal } : {}),
          },
        },
      ]);
    }
  });

  it('DELETE is not for other members', async () => {
    const { path, list } = await written(acme.adminToken);
    for (const token of [acme.teamMemberToken, acme.customerToken])
      expectError(await remove(path, token), 403, 'forbidden');
    expect((await list()).total).toBe(1);
  });

  it('removes a comment once when many requests delete it at the same time', async () => {
    const { path, ticket } = await written();
    const answers = await Promise.all(Array.from({ length: 6 }, () => remove(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404, 404]);
    const got = await acme.send('GET', `/api/v1/tickets/${ticket.id}`, { token: acme.adminToken });
    expect(got.body.commentCount).toBe(0);
  });

  it('returns 404 for a comment on another ticket, on a hidden one, or elsewhere', async () => {
    const { comment } = await written();
    const other = await written();
    const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    const paths = [
      `/api/v1/tickets/${other.ticket.id}/comments/${comment.id}`,
      `/api/v1/tickets/${hidden.id}/comments/${comment.id}`,
      `/api/v1/tickets/${acme.globexTicketId}/comments/${comment.id}`,
      `/api/v1/tickets/${other.ticket.id}/comments/cmt_x`,
    ];
    for (const path of paths) {
      expectError(await edit(path, { body: 'x' }), 404, 'not_found');
      expectError(await remove(path), 404, 'not_found');
    }
  });

  it('counts every comment when many are written at the same time', async () => {
    const { ticket } = await written();
    const path = `/api/v1/tickets/${ticket.id}/comments`;
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        acme.send('POST', path, {
          token: acme.teamMemberToken,
          body: { body: `${index}`, internal: index < 2 },
        }),
      ),
    );
    const countFor = async (token: string) =>
      (await acme.send('GET', `/api/v1/tickets/${ticket.id}`, { token })).body.commentCount;
    expect([await countFor(acme.adminToken), await countFor(acme.customerToken)]).toEqual([7, 5]);
  });
});
