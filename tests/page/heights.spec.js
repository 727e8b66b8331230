// Heights of a frame, with overlay scroll bars.

import { heightsSettle } from './heights.js';

heightsSettle();
