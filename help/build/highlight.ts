import { createRequire } from 'node:module';
import { escapeHtml } from './html.ts';

/** The part of highlight.js that is used. Its own types would add those of a browser to every file of the server. */
type Highlighter = {
  readonly registerLanguage: (name: string, language: unknown) => void;
  readonly getLanguage: (name: string) => unknown;
  readonly highlight: (
    code: string,
    options: { readonly language: string; readonly ignoreIllegals: boolean },
  ) => { readonly value: string };
};
const require = createRequire(import.meta.url);
const highlighter: Highlighter = require('highlight.js/lib/core');
const languages = 'bash dockerfile ini javascript json nginx python sql typescript yaml'.split(' ');
for (const name of languages)
  highlighter.registerLanguage(name, require(`highlight.js/lib/languages/${name}`));

/** Returns code as HTML, with classes for its parts if the language is known. */
export function highlight(code: string, language: string): string {
  if (highlighter.getLanguage(language) === undefined) return escapeHtml(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
