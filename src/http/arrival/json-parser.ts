import { SpedyError } from '../../contract/errors.ts';
import type { Server } from '../server.ts';
import { bodyText, brokenCharacter } from './body-text.ts';

/** Accepts JSON bodies of a media type. */
export function addJsonParser(server: Server, mediaType: string): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<Buffer>(mediaType, { parseAs: 'buffer' }, (request, body, done) => {
    const text = bodyText(request.headers, body);
    // Many clients send a content type without a body; validation reports a missing body.
    if (text === '') return done(null, undefined);
    parseJson(request, text, (error, value) => {
      if (error) done(new SpedyError('invalid_json', { cause: error }));
      else done(brokenCharacter(text, value), value);
    });
  });
}
