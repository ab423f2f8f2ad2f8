/** How the blocks of a page run, in the shell of one session. */
export type Session = {
  readonly page: string;
  /** Runs before the first block: what the page says that its reader has. */
  readonly before?: string;
  /** Runs before the blocks that contain a text: what the reader does in between. */
  readonly between?: Readonly<Record<string, string>>;
  /** What the output of a block contains that fails on purpose, by a text of the block. */
  readonly fails?: Readonly<Record<string, string>>;
};

const admin = 'ada@acme.example';

/** The pages whose reader has or does more than the blocks say. prelude.sh has the functions. */
export const sessions: readonly Session[] = [
  { page: 'docs/start.md', between: { 'curl -X DELETE': 'token_id=$(new_token Gone | jq -r .id)' } },
  {
    page: 'docs/guide.md',
    between: {
      '-X PATCH -H': 'token_id=$(new_token Deploy | jq -r .id)',
      'curl -X DELETE': 'token_id=$(new_token Gone | jq -r .id)',
      'audit-events?limit': `SPEDY_TOKEN=$(new_token Log ${admin} | jq -r .token)`,
    },
  },
  {
    page: 'docs/how-to/ci.md',
    between: { 'nightly build': 'board_id=$(get boards | jq -r ".data[0].id")' },
  },
  {
    page: 'docs/how-to/leaked-token.md',
    before: `LEAKED_TOKEN=$(new_token Leaked | jq -r .token)
token_id=$(new_token Other | jq -r .id)
ADMIN_TOKEN=$(new_token Administrator ${admin} | jq -r .token)`,
  },
  {
    page: 'docs/how-to/off-boarding.md',
    before: `ADMIN_TOKEN=$(new_token Administrator ${admin} | jq -r .token)`,
    between: {
      'end-sessions': `sign_in ${admin}
change_user() { change ${admin} PATCH "users/$1" "$2"; }
change_user "$(user_id tim@acme.example)" '{"state":"active"}'
rm cookies-tim@acme.example`,
      'curl -X PATCH': 'user_id=$(user_id cora@acme.example)',
    },
  },
  {
    page: 'docs/data.md',
    between: { 'admin restore spedy-': 'export DATABASE_URL=sqlite:./data/restored.db' },
  },
  {
    page: 'docs/how-to/sqlite-to-postgresql.md',
    between: { '--dry-run': 'export DATABASE_URL=sqlite:./data/new.db' },
  },
  { page: 'docs/clients/connect.md', fails: { 'oauth/device': 'authorization_pending' } },
  {
    page: 'docs/operations.md',
    before: 'unset DATABASE_URL; spedy admin migrate',
    between: { "require('node:sqlite')": 'rm backup.db' },
  },
];
