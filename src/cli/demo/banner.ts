import { organizationOrigin } from '../../contract/organization-address.ts';
import type { Config } from '../../server/config.ts';
import type { PreparedDemo } from './prepare.ts';
import { demoOrganization } from './team.ts';

/** How to run the command line: in the package, the program is JavaScript. */
const command = import.meta.url.endsWith('.js') ? 'spedy' : 'npm run -s spedy --';

/** The text that the demo prints once the server listens. */
export function demoBanner(config: Config, { members, token }: PreparedDemo): string {
  const { databaseUrl } = config;
  const origin = organizationOrigin(config, demoOrganization.slug);
  const width = (column: 'name' | 'role' | 'email') =>
    Math.max(...members.map((member) => member[column].length)) + 2;
  const rows = members.map(({ name, role, email, active, password }) => {
    const state = active ? '' : ' (deactivated)';
    return `  ${name.padEnd(width('name'))}${role.padEnd(width('role'))}${email.padEnd(width('email'))}${password ?? '(changed)'}${state}`;
  });
  const access =
    'secret' in token
      ? [
          '  A personal access token of the team member, valid for 30 days:',
          '',
          `  ${token.secret}`,
          '',
          '  Try it:',
          '',
          `  curl -H "Authorization: Bearer ${token.secret}" "${origin}/api/v1/tickets?limit=3"`,
        ]
      : [`  No personal access token: ${token.problem}`];
  // Only a file path is shown; a server's address contains its password.
  const database = databaseUrl.startsWith('sqlite:') ? `DATABASE_URL=${databaseUrl} ` : '';
  return [
    '',
    `  Spedy's demo is ready: ${origin}`,
    '',
    '  Name, role, email and password of the members:',
    '',
    ...rows,
    '',
    ...access,
    '',
    '  Connect Claude, Cursor, VS Code or another MCP client to this address:',
    '',
    `  ${origin}/mcp`,
    '',
    `  Command line: ${database}${command} --help`,
    '  Stop with Ctrl-C. The next run uses the same data.',
    '',
    '',
  ].join('\n');
}
