import { scopes } from '../../access/scopes.ts';
import { parseLifetime } from '../lifetime.ts';
import { addHost, type HostOptions, repeated } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { Terminal } from '../terminal.ts';
import type { CreateOptions, RotateOptions } from './options.ts';

const credentials =
  'With SPEDY_TOKEN or login --with-token, the token needs the scope tokens:write. A sign-in of the browser cannot manage tokens, so you are asked for your password.';

/** `spedy token list|create|rotate|revoke`: a member's own personal access tokens. */
export function tokenCommands(program: SpedyCommand, terminal: Terminal): void {
  const token = program.group(
    'token',
    'list, create, rotate and revoke your personal access tokens',
    'spedy token create --name "CI Pipeline" --expires-in 90d',
  );
  token.addHelpText(
    'after',
    '\nOperators: with --org or --email, these are the commands of spedy admin token, which work on the database.\nSo is token revoke where DATABASE_URL is set.',
  );
  list(token, terminal);
  create(token, terminal);
  rotate(token, terminal);
  revoke(token, terminal);
}

function list(token: SpedyCommand, terminal: Terminal): void {
  const command = token.operation('list', {
    summary: 'list your active tokens, newest first',
    details: credentials,
    examples: ['spedy token list', 'spedy token list --json'],
  });
  addHost(command).action(async (options: HostOptions) => {
    const { listTokens } = await import('./manage.ts');
    await listTokens(terminal, options);
  });
}

function create(token: SpedyCommand, terminal: Terminal): void {
  const command = token.operation('create', {
    summary: 'create a token, and print its secret once',
    details: credentials,
    examples: [
      'spedy token create --name "CI Pipeline" --expires-in 90d --scope tickets:read',
      'export SPEDY_HOST=acme-corp.example SPEDY_TOKEN=$(spedy token create --name Laptop --print-only-secret)',
      'spedy token create --name Laptop --web',
    ],
  });
  addHost(command)
    .requiredOption('--name <name>', "the token's name")
    .option('--description <text>', 'what the token is for')
    .option(
      '--expires-in <lifetime>',
      'a whole number and s, m, h, d, w or y (365 days); default: never',
      parseLifetime,
    )
    .option(
      '--scope <scope>',
      `${scopes.join(', ')}; repeat for several scopes; default: everything you can do`,
      repeated(oneOf('scope', scopes)),
    )
    .addOption(
      command.createOption('--print-only-secret', 'print nothing but the secret').conflicts(['json', 'web']),
    )
    .option('--web', 'open the form in the dashboard, filled in')
    .action(async (options: CreateOptions) => {
      const { createToken } = await import('./create.ts');
      await createToken(terminal, options);
    });
}

function rotate(token: SpedyCommand, terminal: Terminal): void {
  const command = token.operation('rotate', {
    summary: 'replace a token with a new one of the same name, scopes and expiry',
    details: credentials,
    examples: ['spedy token rotate tok_0mb2c3d4e5f6g7h8i9j0k1l --overlap 1h'],
  });
  addHost(command)
    .argument('<token-id>', "the token's ID (tok_…), not its secret")
    .option(
      '--overlap <lifetime>',
      'how long the old token keeps working, at most 1d; default: not at all',
      parseLifetime,
    )
    .addOption(command.createOption('--print-only-secret', 'print nothing but the secret').conflicts('json'))
    .action(async (id: string, options: RotateOptions) => {
      const { rotateToken } = await import('./create.ts');
      await rotateToken(terminal, id, options);
    });
}

function revoke(token: SpedyCommand, terminal: Terminal): void {
  const command = token.operation('revoke', {
    summary: 'permanently revoke one of your tokens',
    details: credentials,
    examples: ['spedy token revoke tok_0mb2c3d4e5f6g7h8i9j0k1l'],
  });
  addHost(command)
    .argument('<token-id>', "the token's ID (tok_…), not its secret")
    .action(async (id: string, options: HostOptions) => {
      const { revokeToken } = await import('./manage.ts');
      await revokeToken(terminal, id, options);
    });
}
