// Preloaded into a Node that cannot take types off by itself (before 22.18), and inherited by the processes
// that its tests start. What the sources say is the same; only types go.
import { register } from 'node:module';

register('./types-off-hooks.js', import.meta.url);
