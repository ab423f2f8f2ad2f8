import { expectResult, type Spedy, spedyOn } from './command-line.ts';
import { createTestDatabase } from './database.ts';

/** A database of its own with the command line on it, and with acme-corp where asked for. */
export async function createOperator({ empty = false } = {}) {
  const database = await createTestDatabase({ empty });
  const spedy: Spedy = spedyOn(database.url);
  /** Runs a command with --json and returns what it printed. */
  const result = async (...args: string[]) => expectResult(await spedy([...args, '--json']));
  return {
    databaseUrl: database.url,
    spedy,
    result,
    createAcme: () =>
      result(...'org create acme-corp --name Acme --plan pro --admin-email ada@acme.test'.split(' ')),
    createMember: (email: string, role: string) =>
      result('user', 'create', '--org', 'acme-corp', '--email', email, '--name', 'Someone', '--role', role),
    drop: database.drop,
  };
}
export type Operator = Awaited<ReturnType<typeof createOperator>>;
