/** Numbers and decisions in words. */

/** 0.523 is "52 %"; small shares that are not nothing say so. */
export function percent(share, digits = 0) {
  if (share === null || share === undefined) {
    return '–';
  }
  const least = 1 / 10 ** (digits + 2);
  return share > 0 && share < least / 2 ? `< ${(100 * least).toFixed(digits)} %` : `${(100 * share).toFixed(digits)} %`;
}

/** 28317 is "28,317". */
export function count(number) {
  return number.toLocaleString('en');
}

/** "1 face", "2,000 faces". */
export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** "sadness", "sadness or neutral", "sadness, neutral or fear"; the most probable first where a distribution is given. */
export function alternatives(names, distribution = {}) {
  const sorted = [...names].sort((a, b) => (distribution[b] ?? 0) - (distribution[a] ?? 0));
  return sorted.length < 2 ? sorted.join('') : `${sorted.slice(0, -1).join(', ')} or ${sorted.at(-1)}`;
}

/** A time of the service, as the reader's clock says it. */
export function time(text) {
  return text ? new Date(text).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'short'}) : '–';
}

/** Names of the kinds of votes that name no emotion. */
const KINDS = {unknown: 'unknown', 'not-a-face': 'not a face', 'bad-crop': 'bad crop', skip: 'skipped'};

/** A vote: "sadness + neutral", "not a face". */
export function voteWords(vote) {
  return vote.kind === 'emotions' ? vote.emotions.join(' + ') : KINDS[vote.kind] ?? vote.kind;
}

/** How much an amount of doubt is, against that of knowing nothing: the log of the number of emotions. */
function amount(nats, most) {
  const share = nats / most;
  return share < 0.05 ? 'next to none' : share < 0.25 ? 'a little' : share < 0.5 ? 'some' : 'much';
}

/** Both parts of a face's doubt for people: `[{part, nats, words}, ...]`. */
export function doubtParts(face, differs) {
  const most = Math.log(Object.keys(face.distribution).length);
  const {aleatoric, epistemic} = face.uncertainty;
  return [
    {part: 'aleatoric', nats: aleatoric, words: `People would disagree: ${amount(aleatoric, most)}`},
    {part: 'epistemic', nats: epistemic, words: differs
      ? `The model itself is unsure: ${amount(epistemic, most)}`
      : 'The model itself is unsure: not known, it answers the same every time'},
  ];
}
