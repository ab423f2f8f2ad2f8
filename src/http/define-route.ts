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
import { runWork } from '../storage/load/work.ts';
import { andThen, type MaybePromise } from '../storage/maybe-promise.ts';
import { originOf } from './change-origin.ts';
import type { HostTarget } from './gate/hosts.ts';
import {
  organizationHostOf,
  principalOf,
  type RouteAccess,
  type RouteReference,
} from './gate/request-state.ts';

/** A route that Fastify accepts. `defineRoute` creates one. */
export type Route = RouteOptions;

/** A body that is already JSON, or the missing body of a response such as 304. */
export class SerializedBody {
  readonly status: number;
  readonly json: string | Buffer | undefined;

  constructor(status: number, json?: string | Buffer) {
    this.status = status;
    this.json = json;
  }
}

type Declaration<
  Access extends RouteAccess,
  Responses extends Readonly<Record<number, TSchema>>,
  Params extends TObject | undefined,
  Query extends TObject | undefined,
  Headers extends TObject | undefined,
  Body extends TSchema | undefined,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The operation's name in generated clients, such as `createToken`. Never change a released one. */
  readonly operationId: string;
  /** The section of the API reference. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  /** The body of a request that has none. */
  readonly bodyDefault?: Readonly<Record<string, unknown>>;
  /** The schema of the response by its status. `run` returns the body of the first; 204 has none. */
  readonly response: Responses;
  /** Other settings for the gate, CORS and errors. */
  readonly config?: Omit<FastifyContextConfig, 'access' | 'reference'>;
  /** What the API reference says beyond the schemas, such as the codes of errors that `run` throws. */
  readonly reference?: RouteReference;
  /** Other Fastify options: hooks, a body limit, OpenAPI fields. */
  readonly fastify?: Omit<Partial<RouteOptions>, 'method' | 'url' | 'handler' | 'config' | 'preValidation'>;
  /** Returns the body. Set headers with `reply.header`. */
  readonly run: (
    input: RouteInput<Access, Params, Query, Headers, Body>,
  ) => MaybePromise<ResponseBody<Responses> | SerializedBody>;
};

/**
 * Creates a route of the API. Its schemas validate the request, type the input and result of `run`, and document both.
 * `access` is checked before `run`, so `run` never checks a credential, scope or role again.
 */
export function defineRoute<
  const Access extends RouteAccess,
  Responses extends Readonly<Record<number, TSchema>>,
  Params extends TObject | undefined = undefined,
  Query extends TObject | undefined = undefined,
  Headers extends TObject | undefined = undefined,
  Body extends TSchema | undefined = undefined,
>(declaration: Declaration<Access, Responses, Params, Query, Headers, Body>): Route {
  const { method, path, operationId, tag, summary, description, access, config, fastify, response, run } =
    declaration;
  const { params, query: querystring, headers, body, bodyDefault, reference } = declaration;
  const optional = { description, params, querystring, headers, body };
  const status = Number(Object.keys(response)[0]);
  return {
    ...fastify,
    method,
    url: path,
    schema: {
      operationId,
      tags: [tag],
      summary,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      response: responses(response, config?.errorForm),
      ...fastify?.schema,
    },
    config: {
      ...(isPaged(querystring) ? { load: 'list' } : {}),
      ...config,
      ...(reference === undefined ? {} : { reference }),
      access,
    },
    ...(bodyDefault === undefined ? {} : { preValidation: fillBody(bodyDefault) }),
    handler: (request, reply) =>
      andThen(asWork(request, run, new RouteInput(request, reply)), (result) =>
        result instanceof SerializedBody
          ? sendSerialized(reply, result)
          : reply.status(status).send(result ?? null),
      ),
  };
}

type HiddenDeclaration<Access extends RouteAccess> = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: Access;
  readonly config?: Omit<FastifyContextConfig, 'access'>;
  /** Sends the response with `reply`. */
  readonly run: (input: RouteInput<Access>) => MaybePromise<FastifyReply>;
};

/** Creates a route outside the API reference, such as a page. Its `run` reads the request and sends the response itself. */
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
    handler: (request, reply) => asWork(request, run, new RouteInput(request, reply)),
  };
}

/** The input of `run`. A getter computes its part only if the route uses it. */
class RouteInput<
  Access extends RouteAccess,
  Params extends TSchema | undefined = undefined,
  Query extends TSchema | undefined = undefined,
  Headers extends TSchema | undefined = undefined,
  Body extends TSchema | undefined = undefined,
> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.request = request;
    this.reply = reply;
  }

  /** The member whom the request acts as; on a session route, with their session. */
  get member(): MemberOf<Access> {
    // The gate admits only sessions to a session route.
    return principalOf(this.request) as MemberOf<Access>;
  }

  /** The origin of a change by this request: its member, or anonymous without a credential. */
  get from(): ChangeOrigin {
    return originOf(this.request);
  }

  /** The organization whose host the request came to. @throws SpedyError organization_not_found on another host */
  get host(): HostTarget & { readonly kind: 'organization' } {
    return organizationHostOf(this.request);
  }

  // The validator has checked these against their schemas.
  get params() {
    return this.request.params as Parsed<Params>;
  }

  get query() {
    return this.request.query as Parsed<Query>;
  }

  get headers() {
    return this.request.headers as Parsed<Headers>;
  }

  get body() {
    return this.request.body as Parsed<Body>;
  }
}

type MemberOf<Access extends RouteAccess> = Access extends { readonly credential: 'session' }
  ? SessionPrincipal
  : Access extends { readonly credential: 'any' }
    ? Principal
    : never;

type Parsed<Schema extends TSchema | undefined> = Schema extends TSchema ? Static<Schema> : undefined;

/** What a function without a result returns. */
type Nothing = ReturnType<() => void>;

type ResponseBody<Responses extends Readonly<Record<number, TSchema>>> = {
  [Status in keyof Responses]: Status extends 204 ? Nothing : Static<Responses[Status] & TSchema>;
}[keyof Responses];

/** Whether a route returns a list by pages. */
function isPaged(query: TSchema | undefined): boolean {
  return query !== undefined && 'properties' in query && 'limit' in Object(query.properties);
}

/** Runs a route as the work of its request's organization. */
function asWork<Input, Result>(
  { work }: FastifyRequest,
  run: (input: Input) => Result,
  input: Input,
): Result {
  return work === null ? run(input) : runWork(work, () => run(input));
}

function sendSerialized(reply: FastifyReply, { status, json }: SerializedBody): FastifyReply {
  if (json !== undefined) reply.type('application/json; charset=utf-8');
  return reply.status(status).send(json);
}

function fillBody(bodyDefault: Readonly<Record<string, unknown>>): preValidationHookHandler {
  return (request, _reply, done) => {
    request.body ??= { ...bodyDefault };
    done();
  };
}
