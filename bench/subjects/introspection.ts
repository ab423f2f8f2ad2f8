/** The response of introspection about an access token of a demo, with other ids of the same length. */
export const introspection = JSON.stringify({
  active: true,
  token_type: 'Bearer',
  scope: 'profile:read tickets:read tickets:write',
  client_id: `cli_${'0123456789abcdef'.repeat(13)}0123456789abcd`,
  sub: 'usr_0mwvrwtfs9g1ggovemt74mm',
  username: 'member-0@corp-0.example',
  iss: 'http://corp-0.localhost:3000',
  aud: ['http://corp-0.localhost:3000', 'http://corp-0.localhost:3000/mcp'],
  exp: 1_796_105_529,
  iat: 1_796_101_929,
  organization: 'corp-0',
  role: 'TEAM_MEMBER',
  credential_id: 'grt_0mwvrwtfs9g1ggovemt74mm',
  organization_id: 'org_0mwvrwtfs9g1ggovemt74mm',
});
