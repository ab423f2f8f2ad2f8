/** The API invites so many people at once. */
export const mostAddresses = 100;

/**
 * Returns the addresses of a pasted list: separated by commas, semicolons, line breaks or spaces, and with or without a name
 * as mail programs write it (`Nora Lind <nora@example.com>`). What is no address stays as it is, so that the server can say
 * what is wrong with it. Repeated ones are left out.
 */
export function addressesIn(text: string): string[] {
  // A quoted name can contain commas.
  const withoutQuotes = text.replaceAll(/"[^"\n]*"\s*(?=<)/g, '');
  const pieces = withoutQuotes.split(/[,;\n\r]+/).flatMap(addressesOfPiece);
  const byKey = new Map(pieces.map((piece) => [piece.toLowerCase(), piece] as const).toReversed());
  return [...byKey.values()].toReversed();
}

function addressesOfPiece(piece: string): string[] {
  const named = [...piece.matchAll(/<([^<>]+)>/g)].map(([, address = '']) => address.trim());
  if (named.length > 0) return named;
  const words = piece.trim().split(/\s+/);
  if (words.every((word) => word.includes('@'))) return words;
  const rest = piece.trim();
  return rest === '' ? [] : [rest];
}
