import type { Answer } from '../support/client.ts';

/** The issuer of both servers: they live at the same addresses. */
export const issuer = 'http://acme-corp.localhost:3000';
export const redirectUri = 'https://app.example.com/callback';

export type Request = {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Under /api/v1/oauth/, with a query where there is one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Choice = 'allow' | 'deny';

/** One of the two servers that are compared, with a member who uses it. */
export type AuthorizationServer = {
  /** Sends a request as a client does. */
  readonly send: (request: Request) => Promise<Answer>;
  /** Opens an address in the member's browser, or in that of somebody who has not signed in. */
  readonly open: (request: Request, signedIn: boolean) => Promise<Answer>;
  /** Decides what the server asked by sending the browser to a location; gives where the browser goes next. */
  readonly decide: (location: string, choice: Choice) => Promise<string>;
  /** Types a device's code and decides; false where the code is refused. */
  readonly decideDevice: (userCode: string, choice: Choice) => Promise<boolean>;
  /** Whether a location is the server's own question to the member. */
  readonly asks: (location: string) => boolean;
  readonly close: () => Promise<void>;
};
