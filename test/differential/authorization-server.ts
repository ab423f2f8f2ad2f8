import type { Answer } from '../support/client.ts';

/** The issuer of both servers, which use the same addresses. */
export const issuer = 'http://acme-corp.localhost:3000';
export const redirectUri = 'https://app.example.com/callback';

export type Request = {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Relative to /api/v1/oauth/, with any query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Choice = 'allow' | 'deny';

/** One of the two compared servers, with a member who uses it. */
export type AuthorizationServer = {
  /** Sends a request of a client. */
  readonly send: (request: Request) => Promise<Answer>;
  /** Opens an address in the member's browser, or in a browser without a session. */
  readonly open: (request: Request, signedIn: boolean) => Promise<Answer>;
  /** Decides the request at a location to which the server redirected. Returns the next redirect's location. */
  readonly decide: (location: string, choice: Choice) => Promise<string>;
  /** Enters a device's code and decides. Returns false if the server rejects the code. */
  readonly decideDevice: (userCode: string, choice: Choice) => Promise<boolean>;
  /** Returns whether a location is the server's own consent or sign-in page. */
  readonly asks: (location: string) => boolean;
  readonly close: () => Promise<void>;
};
