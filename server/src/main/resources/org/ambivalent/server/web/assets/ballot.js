/** What can be voted, and the key of each. */

/** Keys that mean something else on the page. */
const TAKEN = 'unbszmv';

/** Emotions with the keys that vote for them: `{emotion, keys: ['4', 'a']}`; digits for the first nine. */
export function emotionKeys(labels) {
  const free = new Set('abcdefghijklmnopqrstuvwxyz');
  [...TAKEN].forEach(letter => free.delete(letter));
  return labels.map((emotion, at) => {
    const letter = [...emotion.toLowerCase()].find(one => free.has(one));
    free.delete(letter);
    return {emotion, keys: [at < 9 && String(at + 1), letter].filter(Boolean)};
  });
}

/** Votes that name no emotion. */
export const OTHERS = [
  {kind: 'unknown', words: 'unknown', key: 'u'},
  {kind: 'not-a-face', words: 'not a face', key: 'n'},
  {kind: 'bad-crop', words: 'bad crop', key: 'b'},
];
