/** The page that says what no answer can know. */

import {el} from './dom.js';
import {address} from './router.js';

/** The line that stands wherever answers are shown. */
export function reminder() {
  return el('p', {class: 'reminder'}, 'An expression is not a feeling. ', el('a', {href: address('limits')}, 'What this cannot know'));
}

const SECTIONS = [
  ['What an answer is', [
    'An answer says what share of people would choose each word for the expression in a picture. It was learned from pictures and the words that a small crowd of one time and place put on them.',
    'It does not know what anyone feels, means, intends or is, and nothing it answers can tell.',
  ]],
  ['What it gets wrong', [
    'Rare emotions: it seldom answers contempt or disgust, for there were few of them to learn from. Do not read their absence as a finding.',
    'Faces unlike those it learned from: children, profiles, masks, drawings. A calibrated model may call them unfamiliar; no model can be relied on to notice.',
    'Groups of people: nobody recorded age, skin, sex or culture in the pictures it learned from, so how well it does for each is not known. Evaluate on your own people before you rely on any answer.',
  ]],
  ['What doubt is', [
    'Doubt that people would disagree (aleatoric) belongs to the face: more than one word can be defended. A better model will not remove it.',
    'Doubt of the model itself (epistemic) belongs to the model: its samples contradict each other. More data could remove it.',
    'A promise, such as “at most 5 % of answers are wrong”, holds for faces like those it was calibrated with, and over many of them. It says nothing about one face.',
  ]],
  ['What not to do with it', [
    'Do not judge people by it: hiring, grading, policing, credit, insurance, health, lie detection, advertising by mood.',
    'In the European Union, inferring emotions at work and in education is forbidden (AI Act, Article 5(1)(f)), but for medical and safety reasons, and people must be told where emotion recognition is used.',
  ]],
];

export const limitsPage = {
  name: 'limits',
  title: 'What this cannot know',
  keys: [],
  async show(main) {
    main.append(el('article', {class: 'prose'},
      el('h1', {}, 'What this cannot know'),
      SECTIONS.map(([title, paragraphs]) => [el('h2', {}, title), paragraphs.map(text => el('p', {}, text))])));
  },
};
