import { assertionType } from '../../support/oauth/client-keys.ts';
import { withKeys } from '../assertions.ts';
import { type Scenario, type Step, table } from '../scenario.ts';

const given = { given: 'code', client: withKeys } as const;
const type = { client_assertion_type: assertionType };
const by = (name: string) => ({ ...type, client_assertion: `{assertion_${name}}` });
const alone = (name: string): Pick<Step, 'with'> => ({ with: { client_id: null, ...by(name) } });

export const assertionScenarios: readonly Scenario[] = [
  ...table(
    'assertion',
    { do: 'exchange', ...given },
    {
      valid: alone('good'),
      'valid, with the client_id': { with: by('good') },
      'for the token endpoint': alone('for_the_token_endpoint'),
      'for the issuer in a list': alone('in_a_list'),
      'for another server': alone('for_another'),
      'for another server too': alone('for_another_too'),
      'without an audience': alone('without_audience'),
      'with another issuer': alone('from_another'),
      'with an unknown subject': alone('about_another'),
      'without a subject': alone('without_subject'),
      'without jti': alone('without_jti'),
      'without an expiry': alone('without_expiry'),
      expired: alone('expired'),
      'not valid yet': alone('early'),
      'signed with another key': alone('of_another_key'),
      unsigned: alone('unsigned'),
      'signed by HMAC with the public key': alone('by_hmac'),
      'not a JWT': { with: { client_id: null, ...type, client_assertion: 'nonsense' } },
      'without a type': { with: { client_id: null, client_assertion: '{assertion_good}' } },
      'another type': {
        with: { client_id: null, client_assertion_type: 'urn:x', client_assertion: '{assertion_good}' },
      },
      'only a type': { with: type },
      'with another client_id': { with: { ...by('good'), client_id: 'cli_unknown' } },
      'with a secret': { with: { ...by('good'), client_secret: 'x' } },
      'with a header': {
        with: { client_id: null, ...by('good') },
        headers: { authorization: 'Basic {client_id}:x' },
      },
      twice: { with: { client_id: null, ...by('good') }, extra: 'client_assertion={assertion_good}' },
      none: {},
      'a secret instead': { with: { client_secret: 'x' } },
    },
  ),
  {
    name: 'assertion: used again',
    ...given,
    steps: [
      { do: 'exchange', ...alone('good') },
      { do: 'introspect', ...alone('good') },
    ],
  },
  {
    name: 'assertion: at every endpoint',
    ...given,
    steps: [
      { do: 'exchange', ...alone('good') },
      { do: 'introspect', ...alone('in_a_list') },
      { do: 'refresh', ...alone('for_the_token_endpoint') },
    ],
  },
  ...table(
    'assertion, client without keys',
    { do: 'exchange', given: 'code' },
    {
      public: alone('good'),
      'with a secret': { client: { token_endpoint_auth_method: 'client_secret_post' }, ...alone('good') },
    },
  ),
];
