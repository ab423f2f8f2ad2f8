/** A page of the site: its source, by its path in the repository, and its short name in the navigation. */
type Entry = { readonly source: string; readonly title: string };
export type Section = {
  readonly title: string;
  readonly entries: readonly Entry[];
};

const entry = (source: string, title: string): Entry => ({ source, title });

/**
 * The navigation, in reading order. Every page of docs/ is in it, which a test checks; the decisions are listed on their
 * own page.
 */
export const navigation: readonly Section[] = [
  {
    title: 'Start',
    entries: [
      entry('docs/README.md', 'What Spedy is'),
      entry('docs/start.md', 'Five-minute start'),
      entry('docs/install.md', 'Install'),
      entry('docs/guide.md', 'Tokens and the API'),
    ],
  },
  {
    title: 'Concepts',
    entries: [
      entry('docs/concepts/organizations.md', 'Organizations and hosts'),
      entry('docs/concepts/credentials.md', 'Credentials and principals'),
      entry('docs/concepts/access.md', 'Roles, scopes, plan, policy'),
      entry('docs/concepts/oauth.md', 'OAuth and connections'),
      entry('docs/concepts/revocation.md', 'Revocation in a second'),
      entry('docs/glossary.md', 'Glossary'),
    ],
  },
  {
    title: 'Connect',
    entries: [
      entry('docs/how-to/ci.md', 'A token for CI'),
      entry('docs/clients/connect.md', 'MCP clients and OAuth apps'),
      entry('docs/clients/mcp.md', 'The MCP server'),
      entry('docs/proxies.md', 'Protect another service'),
      entry('docs/libraries.md', 'Client and verify libraries'),
      entry('docs/cli.md', 'The command line for members'),
    ],
  },
  {
    title: 'Administer',
    entries: [
      entry('docs/organization/dashboard.md', 'The dashboard'),
      entry('docs/organization/single-sign-on.md', 'Single sign-on'),
      entry('docs/organization/scim.md', 'Provisioning with SCIM'),
      entry('docs/organization/messages.md', 'Messages by e-mail'),
      entry('docs/how-to/off-boarding.md', 'Off-board a member'),
      entry('docs/how-to/leaked-token.md', 'A leaked token'),
      entry('docs/apply.md', 'Declare with a file'),
    ],
  },
  {
    title: 'Operate',
    entries: [
      entry('docs/operations.md', 'Operations'),
      entry('docs/containers.md', 'Containers and services'),
      entry('docs/how-to/reverse-proxy.md', 'Behind nginx, Caddy, Traefik'),
      entry('docs/upgrade.md', 'Upgrade'),
      entry('docs/data.md', 'Backup, restore, move'),
      entry('docs/how-to/sqlite-to-postgresql.md', 'SQLite to PostgreSQL'),
      entry('docs/high-availability.md', 'High availability'),
      entry('docs/observability.md', 'Metrics, traces, logs'),
    ],
  },
  {
    title: 'Reference',
    entries: [
      entry('docs/reference/README.md', 'API'),
      entry('docs/api.md', 'The OpenAPI document'),
      entry('docs/errors.md', 'Errors'),
      entry('docs/settings.md', 'Settings'),
      entry('docs/reference/commands.md', 'Commands'),
      entry('docs/reference/events.md', 'Events'),
    ],
  },
  {
    title: 'Security and performance',
    entries: [
      entry('docs/security/README.md', 'Security model'),
      entry('docs/security/asvs.md', 'OWASP ASVS 5.0'),
      entry('SECURITY.md', 'Report a vulnerability'),
      entry('docs/performance/README.md', 'Performance'),
      entry('docs/performance/requests.md', 'Requests'),
      entry('docs/performance/growth.md', 'Growth'),
      entry('docs/performance/searches.md', 'Searches'),
      entry('docs/performance/load.md', 'Load'),
      entry('docs/performance/memory.md', 'Memory'),
      entry('docs/performance/results.md', 'Results'),
    ],
  },
  {
    title: 'Project',
    entries: [
      entry('docs/decisions/README.md', 'Decisions'),
      entry('docs/architecture.md', 'Architecture'),
      entry('docs/dependencies.md', 'Dependencies'),
      entry('CONTRIBUTING.md', 'Contributing'),
      entry('CHANGELOG.md', 'Changelog'),
    ],
  },
];
