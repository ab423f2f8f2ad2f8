import { isJSONRPCNotification, isJSONRPCResponse } from '@modelcontextprotocol/server';
import { SpedyError } from '../http/errors.ts';
import { isObject } from './reading.ts';

/** Messages that one batch may have. */
const batchLimit = 20;
/** The one revision with batches, which is also meant where no header names a revision. */
const batchRevision = '2025-03-26';
/** Optional members of a request's params that many serializers write as null where there is nothing. */
const optional = ['cursor', 'arguments', '_meta'];

/**
 * The requests of a batch. Its notifications mean nothing to a server without sessions, and one that cancels a request
 * of the same batch would leave that unanswered.
 * @throws SpedyError validation_failed
 */
export function requestsOf(batch: readonly unknown[], revision = batchRevision): unknown[] {
  if (revision !== batchRevision) throw badBatch(`Only revision ${batchRevision} has batches.`);
  if (batch.length === 0) throw badBatch('An empty batch asks for nothing.');
  if (batch.length > batchLimit) throw badBatch(`A batch may have ${batchLimit} messages.`);
  const requests = batch.filter((message) => !isJSONRPCNotification(message) && !isJSONRPCResponse(message));
  const ids = requests.flatMap((request) => (isObject(request) && 'id' in request ? [request.id] : []));
  if (new Set(ids).size < ids.length)
    throw badBatch('Two requests of the batch have the same id, so their answers could not be told apart.');
  return requests;
}

function badBatch(message: string): SpedyError {
  return new SpedyError('validation_failed', { message: `${message} Send one message in each request.` });
}

/** A message in which null stands for what is optional, as if that were left out. */
export function withoutNulls(message: unknown): unknown {
  if (!isObject(message) || typeof message.method !== 'string') return message;
  const { params, ...rest } = message;
  if (params === null) return rest;
  if (!isObject(params) || Array.isArray(params)) return message;
  if (!optional.some((name) => params[name] === null)) return message;
  const kept = Object.entries(params).filter(([name, value]) => value !== null || !optional.includes(name));
  return { ...rest, params: Object.fromEntries(kept) };
}
