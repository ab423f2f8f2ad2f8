/** Blocks of commands that are not run in the sessions of commands.test.ts. */
export type Elsewhere = {
  readonly page: string;
  /** How the block begins; '' for every block of the page. */
  readonly begins: string;
} & ({ readonly test: string } | { readonly because: string });

const cluster = 'test/flows/availability/configuration.test.ts';

const memberLogin = 'test/cli/personal/login.test.ts';
/** Runs the page's blocks in order, against a server of its own. */
const memberPage = 'test/cli/personal/page.test.ts';

/**
 * Each block is proved by another test, or cannot run in one. The tests must exist; blocks that are gone must be removed
 * here.
 */
export const elsewhere: readonly Elsewhere[] = [
  {
    page: 'CONTRIBUTING.md',
    begins: 'npm ci && npm test',
    because: 'it is what runs all tests',
  },
  { page: 'CONTRIBUTING.md', begins: 'npm run release', test: 'test/deployment/release.test.ts' },
  {
    page: 'README.md',
    begins: 'npm ci && npm test',
    because: 'it is what runs all tests',
  },
  { page: 'docs/apply.md', begins: 'spedy apply', test: 'test/cli/apply.test.ts' },
  { page: 'docs/api.md', begins: 'curl -s', test: 'test/http/responses/openapi.test.ts' },
  {
    page: 'docs/api.md',
    begins: 'npx openapi-typescript',
    test: 'test/architecture/generated-clients.test.ts',
  },
  { page: 'docs/high-availability.md', begins: 'apt install postgresql', test: cluster },
  { page: 'docs/high-availability.md', begins: 'systemctl enable --now etcd', test: cluster },
  { page: 'docs/high-availability.md', begins: 'psql -h PG_LEADER', test: cluster },
  { page: 'docs/high-availability.md', begins: 'apt install haproxy', test: cluster },
  {
    page: 'docs/high-availability.md',
    begins: 'node ops/ha/up.ts',
    because: 'it starts a cluster of six machines, and takes hours',
  },
  { page: 'docs/containers.md', begins: '$ docker build', test: 'test/deployment/page.test.ts' },
  { page: 'docs/containers.md', begins: '$ docker run --detach', test: 'test/deployment/page.test.ts' },
  {
    page: 'docs/containers.md',
    begins: 'sh ops/containers/secrets.sh',
    test: 'test/deployment/compose.test.ts',
  },
  {
    page: 'docs/containers.md',
    begins: '$ docker compose up',
    because: 'it needs Docker; test/deployment/compose.test.ts checks the file',
  },
  { page: 'docs/containers.md', begins: '$ kubectl apply', test: 'test/deployment/page.test.ts' },
  { page: 'docs/containers.md', begins: '# npm install', test: 'test/deployment/page.test.ts' },
  { page: 'docs/how-to/reverse-proxy.md', begins: 'spedy doctor', test: 'test/cli/doctor.test.ts' },
  {
    page: 'docs/how-to/reverse-proxy.md',
    begins: '$ SPEDY_DOMAIN=',
    test: 'test/deployment/caddy-proxy.test.ts',
  },
  { page: 'docs/observability.md', begins: 'promtool', test: 'test/architecture/observability.test.ts' },
  {
    page: 'docs/data.md',
    begins: 'DATABASE_URL=sqlite:./data/spedy.db spedy admin backup move.backup',
    test: 'test/cli/data/move.test.ts',
  },
  { page: 'docs/how-to/sqlite-to-postgresql.md', begins: 'psql -c', test: cluster },
  {
    page: 'docs/how-to/sqlite-to-postgresql.md',
    begins: 'DATABASE_URL=sqlite:./data/spedy.db spedy admin backup move.backup',
    test: 'test/cli/data/move.test.ts',
  },
  {
    page: 'docs/organization/scim.md',
    begins: 'curl -H "Authorization: Bearer $SCIM_TOKEN"',
    test: 'test/http/scim/lists.test.ts',
  },
  {
    page: 'docs/proxies.md',
    begins: 'curl -u "$RESOURCE_SERVER_ID',
    test: 'test/http/oauth/resource-servers/resource-servers.test.ts',
  },
  {
    page: 'docs/observability.md',
    begins: 'promtool check config',
    test: 'test/architecture/observability.test.ts',
  },
  { page: 'docs/install.md', begins: 'npm install', test: 'test/deployment/package.test.ts' },
  { page: 'docs/install.md', begins: 'ls "$(npm root)', test: 'test/deployment/package.test.ts' },
  { page: 'docs/install.md', begins: 'npx spedy serve', test: 'test/deployment/package.test.ts' },
  { page: 'docs/install.md', begins: 'npx spedy admin', test: 'test/deployment/package.test.ts' },
  { page: 'docs/install.md', begins: 'npx spedy config', test: 'test/cli/config.test.ts' },
  { page: 'docs/upgrade.md', begins: 'git checkout', test: 'test/deployment/package.test.ts' },
  { page: 'docs/operations.md', begins: 'SPEDY_SMTP_URL=', test: 'test/cli/mail.test.ts' },
  { page: 'docs/operations.md', begins: 'new=$(openssl', test: 'test/flows/secret-keys.test.ts' },
  {
    page: 'docs/operations.md',
    begins: 'pg_dump',
    because: 'the embedded PostgreSQL of the tests comes without pg_dump',
  },
  {
    page: 'docs/performance/README.md',
    begins: 'npm ci --prefix bench/peers',
    because: 'benchmarks need an idle machine and minutes; bench/ has tests of their parts',
  },
  {
    page: 'docs/performance/growth.md',
    begins: 'npm run bench -- --scale ',
    because: 'benchmarks need an idle machine and minutes; bench/ has tests of their parts',
  },
  { page: 'docs/libraries.md', begins: 'npm pack', test: 'test/packages/published.test.ts' },
  { page: 'packages/client/README.md', begins: 'npm install', test: 'test/packages/published.test.ts' },
  { page: 'packages/verify/README.md', begins: 'npm install', test: 'test/packages/published.test.ts' },
  { page: 'docs/cli.md', begins: 'spedy login --host acme-corp.example', test: memberLogin },
  {
    page: 'docs/cli.md',
    begins: 'pass show acme/pat | spedy login --host acme-corp.example --with-token',
    test: memberPage,
  },
  {
    page: 'docs/cli.md',
    begins: 'export SPEDY_HOST=acme-corp.example SPEDY_TOKEN=spedy_pat_…',
    test: memberPage,
  },
  { page: 'docs/cli.md', begins: 'spedy token list', test: memberPage },
  {
    page: 'docs/cli.md',
    begins: 'export SPEDY_HOST=acme-corp.example SPEDY_TOKEN=$(spedy token create',
    test: memberPage,
  },
  {
    page: 'docs/cli.md',
    begins: 'spedy ticket list --board WEB --sort priority --limit 10',
    test: memberPage,
  },
  { page: 'docs/cli.md', begins: 'spedy api me', test: memberPage },
  { page: 'docs/cli.md', begins: 'source <(spedy completion bash)', test: memberPage },
];
