// The page's own part: Node asks it to run a file of tests, and what its servers answer.
import { serve } from './node-http.ts';
import { runFile } from './node-test.ts';

Object.assign(globalThis, {
  pitpassServe: serve,
  pitpassRunFile: (path: string) => runFile(() => import(path)),
});
