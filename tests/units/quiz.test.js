// The questions of the quiz: each has its words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { QUESTIONS } from '../../www/quiz/questions.js';
import { quizWords } from '../../www/quiz/words.js';

test('every question has its words', () => {
  for (const texts of [quizWords.questions, quizWords.things, quizWords.why])
    assert.deepEqual(Object.keys(texts), Object.keys(QUESTIONS));
});
