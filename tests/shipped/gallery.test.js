// The topics of the gallery and the presets of the core: every preset is in one topic, with its step of the lesson.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { galleryWords } from '../../www/gallery/gallery_words.js';
import { byTopic, TOPICS } from '../../www/gallery/topics.js';
import { STEPS } from '../../www/lesson/steps.js';
import { freshCore } from './core.js';

const core = await freshCore();

test('every preset is in exactly one topic, and every topic has a title', () => {
  const named = TOPICS.flatMap(({ presets }) => Object.keys(presets)).sort();
  const there = core.presets().map((/** @type {{ name: string }} */ { name }) => name);
  assert.deepEqual(named, [...there].sort());
  for (const { id } of TOPICS) assert.ok(galleryWords.topics[id], id);
});

test('each knows a step of the lesson, or none', () => {
  for (const { presets } of TOPICS)
    for (const [name, step] of Object.entries(presets)) assert.ok(step >= 0 && step <= STEPS.length, name);
});

test('a preset that is in no topic is shown all the same', () => {
  const topics = byTopic([{ name: 'stale_set' }, { name: 'new_one' }]);
  assert.deepEqual(
    topics.map(({ id, cards }) => [id, cards.map(({ preset }) => preset.name)]),
    [
      ['writes', ['stale_set']],
      ['others', ['new_one']],
    ],
  );
});
