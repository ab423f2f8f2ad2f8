import { presentToken } from '../../tokens/present.ts';
import { listActiveTokens } from '../../tokens/queries.ts';
import { requireMember, requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin token list` */
export function tokenList(token: SpedyCommand, terminal: Terminal): void {
  token
    .operation('list', {
      summary: "list a member's active access tokens, newest first",
      details: 'Shows their IDs and the last four characters of their secrets.',
      examples: ['spedy admin token list --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const { id: userId } = await requireMember(db, organization, options.email);
        const found = await listActiveTokens(db, { organizationId: organization.id, userId }, now);
        const tokens = found.map(presentToken);
        const lines = tokens.map(
          ({ id, name, hint, expiresAt, lastUsedAt }) =>
            `${id}  …${hint}  expires ${expiresAt ?? 'never'}, last used ${lastUsedAt ?? 'never'}  ${name}`,
        );
        printDone(terminal, options, { tokens }, lines.length > 0 ? lines : ['No active tokens.']);
      }),
    );
}
