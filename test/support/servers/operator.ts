import { createTestDatabase } from '../databases/database.ts';
import { expectResult, type Spedy, spedyOn } from './command-line.ts';

/** Creates a database with functions that run commands on it. */
export async function createOperator({ empty = false } = {}) {
  const database = await createTestDatabase({ empty });
  const spedy: Spedy = spedyOn(database.url);
  /** Runs a command with --json. Returns the printed object. */
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
