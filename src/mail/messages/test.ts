import type { Content } from './content.ts';

/** The message of `spedy admin mail test`. */
export function testContent(origin: string): Content {
  return {
    organization: 'Spedy',
    subject: 'Spedy can send messages',
    title: 'It works',
    paragraphs: [
      `The server at ${origin} can send messages with these settings.`,
      'Check that this message is not in a folder for spam, and that it is readable in the light and in the dark.',
    ],
    reason: `You get this message because an operator of ${origin} ran "spedy admin mail test" with this address.`,
  };
}
