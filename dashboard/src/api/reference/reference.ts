import { queryOptions } from '@tanstack/react-query';
import { callOnce } from '../client.ts';
import type { ApiDocument } from './api-document.ts';
import { resolveReferences } from './resolve-references.ts';

/** The server's OpenAPI document. */
export const referenceQuery = queryOptions({
  queryKey: ['reference'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: (): Promise<ApiDocument> =>
    callOnce(async () => {
      const response = await fetch('/openapi.json', { credentials: 'omit' });
      const body: unknown = await response.json();
      if (!response.ok) return { error: body, response };
      return { data: resolveReferences(body as ApiDocument), response };
    }),
});
