import type { FetchResponse, MaybeOptionalInit } from 'openapi-fetch';
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { paths } from './schema.ts';

type Media = 'application/json';

/** The parameters of a request, which can be left out if none is required. */
type Parameters<Init> = RequiredKeysOf<Init> extends never ? [init?: Init] : [init: Init];

/** The body of a successful response. */
type Data<Operation extends Record<string | number, unknown>, Init> =
  FetchResponse<Operation, Init, Media> extends infer Response
    ? Response extends { data: infer Body; error?: never }
      ? Body
      : never
    : never;

/** Sends a request to a path of the API; returns the body of the response. */
export type Method<Verb extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Verb>,
  Init extends MaybeOptionalInit<paths[Path], Verb>,
>(
  path: Path,
  ...parameters: Parameters<Init>
) => Promise<Data<OperationOf<Path, Verb>, Init>>;

type OperationOf<Path extends keyof paths, Verb extends HttpMethod> = paths[Path] extends {
  [Key in Verb]: infer Operation extends Record<string | number, unknown>;
}
  ? Operation
  : never;

/** The body of the response to a GET without options. */
type Body<Path extends PathsWithMethod<paths, 'get'>> = Data<OperationOf<Path, 'get'>, undefined>;

/** The lists of the API: paths whose response has a `nextCursor`. */
export type ListPath = {
  [Path in PathsWithMethod<paths, 'get'>]: 'nextCursor' extends keyof Body<Path> ? Path : never;
}[PathsWithMethod<paths, 'get'>];

/** A page of a list. */
export type ListPage<Path extends ListPath> = Body<Path>;

/** An entry of a list. */
export type ListItem<Path extends ListPath> =
  Body<Path> extends { data: readonly (infer Item)[] }
    ? Item
    : Body<Path> extends { tokens: readonly (infer Item)[] }
      ? Item
      : never;

/** The parameters of a list. */
export type ListParameters<Path extends ListPath> = Parameters<MaybeOptionalInit<paths[Path], 'get'>>;
