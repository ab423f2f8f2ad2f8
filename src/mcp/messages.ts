import { isJSONRPCNotification, isJSONRPCResponse } from '@modelcontextprotocol/server';
import { SpedyError } from '../contract/errors.ts';
import { isObject } from './is-object.ts';

/** Maximum number of messages in a batch. */
const batchLimit = 20;
/** The only revision with batches, which is also the default without a revision header. */
const batchRevision = '2025-03-26';
/** Optional fields of params that many serializers write as null. */
const nullableFields = ['cursor', 'arguments', '_meta'];

/**
 * Returns the requests of a batch. Drops notifications: they have no effect on a server without sessions, and
 * one that cancels a request of the same batch would leave it unanswered.
 * @throws SpedyError validation_failed
 */
export function requestsOf(batch: readonly unknown[], revision = batchRevision): unknown[] {
  if (revision !== batchRevision) throw badBatch(`Only revision ${batchRevision} supports batches.`);
  if (batch.length === 0) throw badBatch('The batch is empty.');
  if (batch.length > batchLimit) throw badBatch(`A batch may contain at most ${batchLimit} messages.`);
  const requests = batch.filter((message) => !isJSONRPCNotification(message) && !isJSONRPCResponse(message));
  const ids = requests.flatMap((request) => (isObject(request) && 'id' in request ? [request.id] : []));
  if (new Set(ids).size < ids.length) throw badBatch('Two requests in the batch have the same ID.');
  return requests;
}

function badBatch(message: string): SpedyError {
  return new SpedyError('validation_failed', { message: `${message} Send one message in each request.` });
}

/** Removes optional fields that are null. */
export function withoutNulls(message: unknown): unknown {
  if (!isObject(message) || typeof message.method !== 'string') return message;
  const { params, ...rest } = message;
  if (params === null) return rest;
  if (!isObject(params) || Array.isArray(params)) return message;
  if (!nullableFields.some((name) => params[name] === null)) return message;
  const entries = Object.entries(params).filter(
    ([name, value]) => value !== null || !nullableFields.includes(name),
  );
  return { ...rest, params: Object.fromEntries(entries) };
}
