import { afterEach, describe, expect, it } from 'vitest';
import { openDocumentHost } from '../../../../test/support/oauth/document-host.ts';
import { newToken } from '../../../credentials/token-format.ts';
import { smtpSender } from '../../../mail/transport.ts';
import { type SpanAttributes, type Tracing, traceWith } from '../../../telemetry/tracing.ts';
import { fetchDefaults, fetchDocument } from './fetch-document.ts';

type Seen = { readonly name: string; readonly attributes: SpanAttributes };

/** Starts to trace, and returns the spans. */
function traced(): Seen[] {
  const spans: Seen[] = [];
  const run: Tracing['run'] = async ({ name, attributes, attributesOf }, work) => {
    const seen = { name, attributes: { ...attributes } };
    spans.push(seen);
    const result = await work();
    Object.assign(seen.attributes, attributesOf?.(result));
    return result;
  };
  traceWith({ run, current: () => null, isRecording: () => true, ofRequest: () => null });
  return spans;
}
afterEach(() => traceWith(null));

describe('the span of a request to another server', () => {
  it('has its address, without the query string and without secrets', async () => {
    const spans = traced();
    const headers = { 'content-type': 'application/json' };
    const host = await openDocumentHost('http', (_request, response) =>
      response.writeHead(200, headers).end('{}'),
    );
    const url = new URL(`http://127.0.0.1:${host.port}/${newToken('pat')}/client.json?code=secret`);
    await fetchDocument(url, Date.now(), fetchDefaults);
    await host.close();
    const attributes = {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': host.port,
      'spedy.purpose': 'client_document',
      'url.full': `http://127.0.0.1:${host.port}/[redacted]/client.json`,
    };
    expect(spans).toEqual([{ name: 'GET', attributes }]);
  });

  it('of mail has the server, but no recipient, text or password', async () => {
    const spans = traced();
    const login = { user: 'spedy', password: 'hunter2' };
    const from = { name: 'Spedy', address: 'no-reply@spedy.test' };
    const send = smtpSender({ host: '127.0.0.1', port: 1, secure: false, login, from }, 'spedy.test');
    const content = { organization: 'Acme', subject: 'Secret', title: 'Secret', paragraphs: [], reason: '' };
    await expect(send({ id: 'm', to: 'ada@acme.test', content })).rejects.toThrow();
    const attributes = {
      'network.protocol.name': 'smtp',
      'server.address': '127.0.0.1',
      'server.port': 1,
      'spedy.purpose': 'mail',
    };
    expect(spans).toEqual([{ name: 'SMTP send', attributes }]);
  });
});
