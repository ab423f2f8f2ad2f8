import { presentMe } from '../../profile/present.ts';
import { Me } from '../../profile/schema.ts';
import { NoArguments } from '../schema.ts';
import { defineTool } from '../tool.ts';

export const whoami = defineTool({
  name: 'whoami',
  title: 'Who am I',
  description:
    'Returns the member and organization you act as: ID, name, email, role, and the scopes of your token. The role ' +
    'decides what the other tools can do: ADMIN can do everything; TEAM_MEMBER can read and write tickets on ' +
    'their boards; CUSTOMER can read tickets and write comments on their boards.',
  effect: 'reads',
  scope: null,
  input: NoArguments,
  output: Me,
  run: async ({ principal }) => {
    const data = presentMe(principal);
    const { user, organization, role, authentication } = data;
    const scopes = authentication.scopes ? `, scopes ${authentication.scopes.join(' ')}` : '';
    const text = `${user.name} <${user.email}> (${user.id}), ${role} at ${organization.name}${scopes}`;
    return { data, text };
  },
});
