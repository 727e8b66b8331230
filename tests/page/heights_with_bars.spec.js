// Heights of a frame, with classic scroll bars: a page that has one is narrower.

import config from '../../playwright.config.js';
import { heightsSettle } from './heights.js';
import { test } from './playground.js';

test.use({ launchOptions: { ...config.use?.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] } });

heightsSettle();
