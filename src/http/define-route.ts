import type {
  FastifyContextConfig,
  FastifyReply,
  FastifyRequest,
  preValidationHookHandler,
  RouteOptions,
} from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { responses } from '../contract/schemas.ts';
import type { Principal, SessionPrincipal } from '../principals/principal.ts';
import { originOf } from './change-origin.ts';
import type { HostTarget } from './gate/hosts.ts';
import { organizationHostOf, principalOf, type RouteAccess } from './gate/request-state.ts';

/** A route that Fastify accepts. `defineRoute` creates one. */
export type Route = RouteOptions;

/** The principal of the request; on a session route, always a session's. */
type MemberOf<Access extends RouteAccess> = Access extends { readonly credential: 'session' }
  ? SessionPrincipal
  : Access extends { readonly credential: 'any' }
    ? Principal
    : never;

type Parsed<Schema extends TSchema | undefined> = Schema extends TSchema ? Static<Schema> : undefined;

/** The input of `run`. Each part is read from the request when it is used. */
type RouteInput<
  Access extends RouteAccess,
  Params extends TSchema | undefined,
  Query extends TSchema | undefined,
  Headers extends TSchema | undefined,
  Body extends TSchema | undefined,
> = {
  readonly member: MemberOf<Access>;
  /** The origin of a change by this request: its member, or anonymous without a credential. */
  readonly from: ChangeOrigin;
  /** The organization whose host the request came to. @throws SpedyError organization_not_found on another host */
  readonly host: HostTarget & { readonly kind: 'organization' };
  readonly params: Parsed<Params>;
  readonly query: Parsed<Query>;
  readonly headers: Parsed<Headers>;
  readonly body: Parsed<Body>;
  /** For cookies, pages and the like. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** A body with additional headers or its own status. `respond` creates one. */
class Answer<Body> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | undefined;

  constructor(body: Body, headers: Readonly<Record<string, string>>, status: number | undefined) {
    this.body = body;
    this.headers = headers;
    this.status = status;
  }
}

/** Adds headers to the response, and optionally a status other than the route's first. */
export function respond<Body>(
  body: Body,
  headers: Readonly<Record<string, string>>,
  status?: number,
): Answer<Body> {
  return new Answer(body, headers, status);
}

/** What a function without a result returns. */
type Nothing = ReturnType<() => void>;

type BodyOf<Answers extends Readonly<Record<number, TSchema>>> = {
  [Status in keyof Answers]: Status extends 204 ? Nothing : Static<Answers[Status] & TSchema>;
}[keyof Answers];

type Declaration<
  Access extends RouteAccess,
  Answers extends Readonly<Record<number, TSchema>>,
  Params extends TObject | undefined,
  Query extends TObject | undefined,
  Headers extends TObject | undefined,
  Body extends TSchema | undefined,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The section of the API reference. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** The schema of each successful status; the first is the one that `run` answers with. 204 has no body. */
  readonly answer: Answers;
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  /** The body of a request that has none. */
  readonly bodyDefault?: Readonly<Record<string, unknown>>;
  /** Other settings for the gate, CORS and errors. */
  readonly config?: Omit<FastifyContextConfig, 'access'>;
  /** Other Fastify options: hooks, a body limit, OpenAPI fields. */
  readonly fastify?: Omit<Partial<RouteOptions>, 'method' | 'url' | 'handler' | 'config' | 'preValidation'>;
  readonly run: (
    input: RouteInput<Access, Params, Query, Headers, Body>,
  ) => BodyOf<Answers> | Answer<BodyOf<Answers>> | Promise<BodyOf<Answers> | Answer<BodyOf<Answers>>>;
};

/**
 * Creates a route from a declaration: one schema validates each part of the request, gives it its type and
 * documents it. `access` is checked before `run`, so `run` never checks a credential, scope or role again.
 */
export function defineRoute<
  const Access extends RouteAccess,
  Answers extends Readonly<Record<number, TSchema>>,
  Params extends TObject | undefined = undefined,
  Query extends TObject | undefined = undefined,
  Headers extends TObject | undefined = undefined,
  Body extends TSchema | undefined = undefined,
>(declaration: Declaration<Access, Answers, Params, Query, Headers, Body>): Route {
  const { method, path, tag, summary, description, access, answer, config, fastify, run } = declaration;
  const { params, query: querystring, headers, body, bodyDefault } = declaration;
  const usual = Number(Object.keys(answer)[0]);
  const parts = { description, params, querystring, headers, body };
  const given = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return {
    ...fastify,
    method,
    url: path,
    schema: {
      tags: [tag],
      summary,
      ...given,
      response: responses(answer, config?.errorForm),
      ...fastify?.schema,
    },
    config: { ...config, access },
    ...(bodyDefault === undefined ? {} : { preValidation: fillBody(bodyDefault) }),
    handler: (request, reply) => {
      // The validator has checked each part against its schema, and the gate has checked the credential.
      const input = new Input(request, reply) as unknown as RouteInput<Access, Params, Query, Headers, Body>;
      const result = run(input);
      if (result instanceof Promise) return result.then((value) => send(reply, usual, value));
      return send(reply, usual, result);
    },
  };
}

type HiddenDeclaration<Access extends RouteAccess> = Pick<
  Declaration<Access, Record<never, never>, undefined, undefined, undefined, undefined>,
  'method' | 'path' | 'access' | 'config'
> & {
  /** Sends the response. */
  readonly run: (
    input: Omit<
      RouteInput<Access, undefined, undefined, undefined, undefined>,
      'params' | 'query' | 'headers' | 'body'
    >,
  ) => FastifyReply | Promise<FastifyReply>;
};

/** Creates a route outside the API reference, such as a page, that reads its request and sends its response itself. */
export function defineHiddenRoute<const Access extends RouteAccess>({
  method,
  path,
  access,
  config,
  run,
}: HiddenDeclaration<Access>): Route {
  return {
    method,
    url: path,
    schema: { hide: true },
    config: { ...config, access },
    handler: (request, reply) => run(new Input(request, reply) as unknown as Parameters<typeof run>[0]),
  };
}

function fillBody(bodyDefault: Readonly<Record<string, unknown>>): preValidationHookHandler {
  return (request, _reply, done) => {
    request.body ??= { ...bodyDefault };
    done();
  };
}

function send(reply: FastifyReply, usual: number, result: unknown): FastifyReply {
  if (reply.sent) return reply;
  const answer = result instanceof Answer ? result : null;
  if (answer) reply.headers(answer.headers);
  reply.status(answer?.status ?? usual);
  return reply.send((answer ? answer.body : result) ?? null);
}

/** Reads the parts of a request lazily: most routes need few of them. */
class Input {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.request = request;
    this.reply = reply;
  }

  get member(): Principal {
    return principalOf(this.request);
  }

  get from(): ChangeOrigin {
    return originOf(this.request);
  }

  get host() {
    return organizationHostOf(this.request);
  }

  get params(): unknown {
    return this.request.params;
  }

  get query(): unknown {
    return this.request.query;
  }

  get headers(): unknown {
    return this.request.headers;
  }

  get body(): unknown {
    return this.request.body;
  }
}
