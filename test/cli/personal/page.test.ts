import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, type Person } from '../../support/cli/person.ts';
import { databaseKind } from '../../support/databases/database.ts';

const repository = new URL('../../../', import.meta.url);
/** Blocks that sign in with a browser, which login.test.ts does. */
const interactive = /^spedy login --host acme-corp\.example$/m;

/** The blocks of commands on the page, in order. */
async function blocks(): Promise<string[]> {
  const text = await readFile(new URL('docs/cli.md', repository), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, block = '']) => block)
    .filter((block) => !interactive.test(block));
}

describe.runIf(databaseKind === 'sqlite')('docs/cli.md', () => {
  let person: Person;
  beforeAll(async () => {
    person = await createPerson();
    await person.createBoard('acme-corp', 'WEB', [person.teamMember]);
    const { body } = await person.send('GET', '/api/v1/boards', { token: person.teamMemberToken });
    const ticket = { title: 'First', boardId: body.data[0].id };
    await person.send('POST', '/api/v1/tickets', { token: person.teamMemberToken, body: ticket });
  });
  afterAll(() => person.close());

  it('has commands that work in this order', async () => {
    const bin = join(person.home, 'bin');
    await mkdir(bin);
    for (const folder of ['.zsh/completions', '.config/fish/completions'])
      await mkdir(join(person.home, folder), { recursive: true });
    const program = fileURLToPath(new URL('src/cli/main.ts', repository));
    const scripts = {
      spedy: `exec '${process.execPath}' '${program}' "$@"`,
      pass: `echo ${person.teamMemberToken}`,
    };
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    }
    const adapted = (await blocks()).map((block) =>
      block
        .replaceAll('acme-corp.example', person.host)
        .replaceAll('spedy_pat_…', person.teamMemberToken)
        // Each command with a token has one of its own.
        .replaceAll('tok_0mb2c3d4e5f6g7h8i9j0k1l', '$(spedy token create --name Own --json | jq_id)'),
    );
    const jqId = 'jq_id() { sed \'s/.*"id":"\\(tok_[0-9a-z]*\\)".*/\\1/\'; }';
    const script = ['set -euo pipefail', jqId, ...adapted].join('\n');
    const run = promisify(execFile)('bash', ['-c', script], {
      cwd: person.home,
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: person.home },
    });
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(stderr).toBe('No tickets.\n');
    expect(stdout).toContain('Signed in to');
    expect(stdout).toContain('Commented on WEB-1: cmt_');
  });
});
