import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/cli/run-command-line.ts';
import * as cliWords from '../../../src/cli/ticket/words.ts';
import { priorities, sorts, statuses } from '../../../src/tickets/schema.ts';
import { createPerson, type Person } from '../../support/cli/person.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { expectFailure, expectResult } from '../../support/servers/command-line.ts';

describe.runIf(databaseKind === 'sqlite')('spedy ticket and spedy api', () => {
  let person: Person;
  let env: Record<string, string>;
  beforeAll(async () => {
    person = await createPerson();
    await person.createBoard('acme-corp', 'WEB', [person.teamMember, person.customer]);
    env = { SPEDY_TOKEN: person.teamMemberToken, SPEDY_HOST: person.host };
    for (const title of ['First', 'Second', 'Third 🐎'])
      expectResult(await spedy('ticket', 'create', '--board', 'web', '--title', title, '--json'));
  });
  afterAll(() => person.close());
  const spedy = (...args: string[]) => person.run(args, { env });
  const withInput = (input: string, ...args: string[]) => person.run(args, { env, input });

  it('creates a ticket with a description from standard input or a file', async () => {
    const args = ['ticket', 'create', '--board', 'WEB', '--title', 'Piped', '--assignee', '@me', '--json'];
    const ticket = expectResult(
      await withInput('Two\nlines\n', ...args, '--body-file', '-', '--priority', 'HIGH'),
    );
    expect(ticket).toMatchObject({
      title: 'Piped',
      priority: 'HIGH',
      description: 'Two\nlines',
      assignee: { name: 'tim' },
    });
    const file = join(person.home, 'notes.md');
    await writeFile(file, 'From a file');
    const commented = await spedy('ticket', 'comment', ticket.displayId, '--internal', '--body-file', file);
    expect(commented.stdout).toMatch(new RegExp(`^Commented on ${ticket.displayId}: cmt_\\w+\n$`));
    const view = await spedy('ticket', 'view', ticket.displayId.toLowerCase(), '--comments');
    expect(view.stdout).toMatch(
      /^WEB-\d+ Piped\nTODO, HIGH, assigned to tim\nCreated .*\n\nTwo\nlines\n\ntim, .*, internal\nFrom a file\n$/,
    );
    const found = expectResult(
      await spedy('ticket', 'list', '--assignee', '@me', '--search', 'Piped', '--json'),
    );
    expect(found).toMatchObject({ total: 1, data: [{ displayId: ticket.displayId }] });
    const nobody = ['ticket', 'list', '--board', 'WEB', '--assignee', 'none', '--search', 'Piped', '--json'];
    expect(expectResult(await spedy(...nobody))).toMatchObject({ total: 0 });
  });

  it('lists tickets with tabs in a pipe, over several requests', async () => {
    const { stdout, stderr } = await spedy(
      'ticket',
      'list',
      '--sort',
      'oldest',
      '--board',
      'WEB',
      '--limit',
      '3',
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      'WEB-1\tTODO\tMEDIUM\t\tFirst\nWEB-2\tTODO\tMEDIUM\t\tSecond\nWEB-3\tTODO\tMEDIUM\t\tThird 🐎\n',
    );
    const nothing = await spedy('ticket', 'list', '--status', 'DONE');
    expect(nothing).toEqual({ exitCode: 0, stdout: '', stderr: 'No tickets.\n' });
  });

  it('has the words of the API', () => {
    expect({ ...cliWords }).toEqual({ priorities, sorts, statuses });
  });

  it.each([
    [['ticket', 'list', '--status', 'OPEN'], 2, "unknown status 'OPEN'. Use one of: TODO"],
    [['ticket', 'list', '--board', 'NOPE'], 1, 'access to it: /api/v1/boards/NOPE (not_found)'],
    [['ticket', 'view', 'WEB-999'], 1, 'access to it: /api/v1/tickets/WEB-999 (not_found)'],
    [['ticket', 'list', '--limit', '0'], 2, '--limit must be'],
    [['ticket', 'view', '../me'], 2, 'is not a ticket'],
    [['ticket', 'comment', 'WEB-1'], 2, '--body <text>'],
    [['ticket', 'comment', 'WEB-1', '--body-file', '/nonexistent'], 1, 'cannot read /nonexistent (ENOENT)'],
    [['api', 'https://evil.example/'], 2, 'the path must be one of the API'],
    [['api', '//evil.example/'], 2, 'the path must be one of the API'],
    [['api', '/\\evil.example/'], 2, 'the path must be one of the API'],
    [['api', '/.//evil.example/'], 2, 'the path must be one of the API'],
    [['api', '../..//evil.example/'], 2, 'the path must be one of the API'],
    [['api', '/x/%2e%2e//evil.example/'], 2, 'the path must be one of the API'],
    [['api', '/./\\evil.example/', '-f', 'a=b'], 2, 'the path must be one of the API'],
    [['api', 'me', '-H', 'Authorization: Bearer spedy_pat_x'], 2, 'set SPEDY_TOKEN'],
    [['api', 'tickets', '-f', 'status'], 2, 'name=value'],
    [['api', 'tickets', '--slurp'], 2, '--slurp needs --paginate'],
    [['api', 'tickets', '--method', 'POST', '--paginate'], 2, '--paginate needs'],
    [['api', 'me', '--jq', '.['], 1, '--jq: syntax error'],
    [['api', 'me', '--jq', '.user | keys | .[0] | error'], 1, '--jq:'],
  ] as const)('explains %j in one line', async (args, exitCode, text) => {
    expect(expectFailure(await spedy(...args), exitCode)).toContain(text);
  });

  it('sends fields, bodies and headers, and prints the answer', async () => {
    const me = await spedy('api', 'me', '--jq', '.user.email');
    expect(me).toEqual({ exitCode: 0, stdout: 'tim@acme.test\n', stderr: '' });
    const board = JSON.parse((await spedy('api', '/api/v1/boards')).stdout).data[0].id;
    const args = ['api', 'tickets', '-f', 'title=007', '-F', `boardId=${board}`, '-F', 'assigneeId=null'];
    const created = JSON.parse((await spedy(...args)).stdout);
    expect(created).toMatchObject({ title: '007', assignee: null });
    const path = `tickets/${created.displayId}`;
    const changed = await withInput(
      '{"status":"DONE"}',
      'api',
      path,
      '--method',
      'patch',
      '--input',
      '-',
      '-i',
    );
    expect(changed.stdout).toMatch(
      /^HTTP\/1\.1 200 OK\n[\s\S]*content-type: application\/json[\s\S]*\n\n\{.*"DONE".*\}\n$/,
    );
    expect(changed.stdout).not.toMatch(/authorization/i);
    const filter = ['api', 'tickets', '--method', 'GET', '-f', 'status=DONE', '-q', '.data[].title'];
    expect((await spedy(...filter)).stdout).toBe('007\n');
    expect(await spedy('api', path, '--silent')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('lets nothing in an answer control a terminal', async () => {
    const filter = '"a\\u001b]0;b\\u0007\\u009b2Jc", .user.email';
    expect((await spedy('api', 'me', '--jq', filter)).stdout).toContain('a\u001b]0;b');
    let text = '';
    const write = (chunk: Buffer, _encoding: string, done: () => void) => {
      text += chunk;
      done();
    };
    const stdout = Object.assign(new Writable({ write }), { isTTY: true });
    const stderr = new Writable({ write });
    const terminal = { env, stdin: Readable.from([]), stdout, stderr };
    expect(await runCommandLine(['api', 'me', '--jq', filter], terminal)).toBe(0);
    expect(text).toBe('a ]0;b 2Jc\ntim@acme.test\n');
  });

  it('reads all pages', async () => {
    const pages = ['api', 'tickets?limit=2', '--paginate'];
    const titles = await spedy(...pages, '--jq', '.data[].title');
    expect(titles.stdout.trim().split('\n').slice(-2)).toEqual(['Second', 'First']);
    const slurped = JSON.parse((await spedy(...pages, '--slurp')).stdout);
    expect(slurped.length).toBeGreaterThan(1);
    const total = slurped[0].total;
    expect(slurped.flatMap(({ data }: { data: unknown[] }) => data)).toHaveLength(total);
    expect((await spedy(...pages, '--slurp', '--jq', 'map(.data) | add | length')).stdout).toBe(`${total}\n`);
  });

  it('prints the answer with an error, and exits with 1', async () => {
    const { exitCode, stdout, stderr } = await spedy('api', 'tickets/WEB-999');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'not_found', statusCode: 404 });
    expect(stderr).toMatch(/^spedy: .*\(not_found\)\n$/);
    expect((await spedy('api', '/healthz')).stdout).not.toBe('');
  });
});
