/** The response of `GET /api/v1/me` to the demo's token, with other ids of the same length. */
export const me = {
  user: { id: 'usr_0mwvrwtfs9g1ggovemt74mm', email: 'tim@acme.example', name: 'Tim Okafor' },
  organization: { id: 'org_0mwvrwtfs9g1ggovemt74mm', slug: 'acme-corp', name: 'Acme Corp', plan: 'pro' },
  role: 'TEAM_MEMBER',
  authentication: { method: 'pat', tokenId: 'tok_0mwvrwtfs9g1ggovemt74mm', scopes: null },
};
