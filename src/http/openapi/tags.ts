/** Tags in reading order, for the API reference. */
export const tags = [
  { name: 'Tokens', description: "The member's own personal access tokens." },
  { name: 'Profile', description: 'The member and organization of a request.' },
  { name: 'Sessions', description: 'Sign-in with email and password, for the dashboard.' },
  { name: 'Tickets', description: 'Boards, tickets and comments.' },
  { name: 'Organization', description: "Members, plan, policy and the organization's tokens." },
  { name: 'OAuth', description: 'Authorization for applications with PKCE, and connected apps.' },
  { name: 'Audit', description: 'Who did what, to what, when and from where.' },
  { name: 'SCIM', description: 'Members, for identity providers (RFC 7643, RFC 7644).' },
  { name: 'Service', description: 'Health checks, leaked tokens and setup.' },
];
