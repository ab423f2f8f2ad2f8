/** An answer of `GET /api/v1/me`, as long as those of the organization that is measured. */
export const me = {
  user: { id: 'usr_0mwvrwtfs9g1ggovemt74', email: 'ada@acme-corp.test', name: 'Ada Lovelace' },
  organization: { id: 'org_0mwvrwtfs9g1ggovemt74', slug: 'acme-corp', name: 'Acme Corp', plan: 'pro' },
  role: 'admin',
  authentication: { method: 'pat', tokenId: 'tok_0mwvrwtfs9g1ggovemt74', scopes: null },
};
