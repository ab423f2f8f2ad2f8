/** The heading of what is not released yet: `## [Unreleased]` or `## [1.2.3] - unreleased`. */
const unreleased = /^## \[(?:[\w.-]+)\](?: - unreleased)?$/im;
const nextHeading = /^## /m;

/** The text of a section without its heading, and where it is. */
type Section = {
  readonly heading: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

function sectionOf(changelog: string, heading: RegExp): Section | null {
  const match = heading.exec(changelog);
  if (!match) return null;
  const start = match.index + match[0].length;
  const next = nextHeading.exec(changelog.slice(start));
  const end = next ? start + next.index : changelog.length;
  return { heading: match[0], start: match.index, end, text: changelog.slice(start, end).trim() };
}

/** Returns what is not released yet, or null if there is nothing. */
export function unreleasedChanges(changelog: string): string | null {
  const section = sectionOf(changelog, unreleased);
  const isReleased = section === null || / - \d/.test(section.heading);
  return isReleased || section.text === '' ? null : section.text;
}

/** Gives the changes that are not released yet a version and a day, and adds an empty section for the next ones. */
export function releaseChanges(changelog: string, version: string, day: string): string {
  return changelog.replace(unreleased, `## [Unreleased]\n\n## [${version}] - ${day}`);
}
