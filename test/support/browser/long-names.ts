/** Names of about 100 characters that are difficult to lay out: unbroken, emoji, right to left, and mixed. */
export const longNames = {
  unbroken: 'x'.repeat(100),
  wide: 'W'.repeat(100),
  emoji: '🧑‍🚀🏳️‍🌈👩‍👩‍👧‍👦🎉'.repeat(5),
  rightToLeft: 'מפתח הגישה של מערכת הפריסה הראשית '.repeat(2).trim(),
  mixed: 'Deploy מפתח 42 إنتاج (staging) '.repeat(3).trim(),
} as const;
