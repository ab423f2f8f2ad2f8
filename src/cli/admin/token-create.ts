import { type Scope, scopes } from '../../access/scopes.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { createToken } from '../../tokens/create.ts';
import { presentCreatedToken } from '../../tokens/present.ts';
import { unrestricted } from '../../tokens/restrictions.ts';
import { CommandFailure } from '../failure.ts';
import { requireMember, requireOrganization } from '../find.ts';
import { parseLifetime } from '../lifetime.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & {
  readonly org: string;
  readonly email: string;
  readonly name: string;
  /** Milliseconds. */
  readonly expiresIn?: number;
  readonly scope?: readonly Scope[];
};

const parseScope = oneOf('scope', scopes);

/** `spedy admin token create` */
export function tokenCreate(token: SpedyCommand, terminal: Terminal): void {
  token
    .operation('create', {
      summary: 'create a personal access token for a member',
      details: 'Prints the secret once. Needs a plan with personal access tokens; the token policy applies.',
      examples: [
        'spedy admin token create --org acme-corp --email tim@acme.example --name "CI Pipeline" --expires-in 90d',
        'spedy admin token create --org acme-corp --email tim@acme.example --name Report --scope tickets:read --scope profile:read',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .requiredOption('--name <name>', "the token's name")
    .option(
      '--expires-in <lifetime>',
      'a whole number and s, m, h, d, w or y (365 days); default: never',
      parseLifetime,
    )
    .option(
      '--scope <scope>',
      `${scopes.join(', ')}; repeat for several scopes; default: everything the member can do`,
      (text: string, before: readonly Scope[] = []) => [...before, parseScope(text)],
    )
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const member = await requireMember(db, organization, options.email);
        if (member.state !== 'active') {
          throw new CommandFailure(
            `${member.email} is deactivated in ${organization.slug}, so their tokens do not work`,
          );
        }
        const creator = { organization, userId: member.id, restrictions: unrestricted };
        const expiresAt = options.expiresIn === undefined ? null : formatTimestamp(now + options.expiresIn);
        const request = { name: options.name, expiresAt, scopes: options.scope ? [...options.scope] : null };
        const from = ownOrigin('operator', now);
        const created = presentCreatedToken(
          await createToken(db, from, creator, request).catch((error: unknown) => {
            throw withAdvice(error, organization.slug, organization.plan);
          }),
        );
        printDone(terminal, options, created, [
          `Created token "${created.name}" for ${member.email}: ${created.id}`,
          `Expires: ${created.expiresAt ?? 'never'}. Scopes: ${created.scopes?.join(', ') ?? 'everything the member can do'}.`,
          `Token: ${created.token} (shown only once)`,
        ]);
      }),
    );
}

/** Adds what the operator can do about an API error. */
function withAdvice(error: unknown, slug: string, plan: string): unknown {
  if (!(error instanceof SpedyError)) return error;
  if (error.code === 'plan_required') {
    return new CommandFailure(
      `${slug} is on plan ${plan}, which has no personal access tokens; change it with spedy admin org set-plan`,
    );
  }
  if (error.code === 'policy_violation') return new CommandFailure(`${error.message} See --expires-in.`);
  return error;
}
