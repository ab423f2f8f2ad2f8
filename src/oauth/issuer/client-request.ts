import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Client } from '../clients/client.ts';
import type { Parameters } from '../protocol/parameters.ts';
import type { Issuer } from './issuer.ts';

/** A request of an authenticated client. */
export type ClientRequest = {
  readonly issuer: Issuer;
  readonly client: Client;
  /** Whether the client identified itself by its ID alone. */
  readonly isPublic: boolean;
  readonly parameters: Parameters;
  /** Without an actor: the code or token in the request determines the member. */
  readonly from: ChangeOrigin;
};
