import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';

/** Returns a fetch that sends every request to a loopback port, because not every system resolves *.localhost. */
export function fetchAt(port: number): typeof fetch {
  return async (input, init) => {
    const { url, method, headers, body } = new Request(input, { ...init, signal: null });
    const { host, pathname, search } = new URL(url);
    const sent = request({
      host: '127.0.0.1',
      port,
      method,
      path: pathname + search,
      headers: { ...Object.fromEntries(headers), host },
    });
    sent.end(body === null ? undefined : await new Response(body).text());
    const [answer] = await once(sent, 'response');
    const hasBody = ![202, 204].includes(answer.statusCode);
    const pairs = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    const stream = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null;
    if (!hasBody) answer.resume();
    return new Response(stream, { status: answer.statusCode, headers: Object.fromEntries(pairs) });
  };
}
