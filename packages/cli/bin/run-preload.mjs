// Loaded into every Node process of "pitpass run --preload", from Node 18.19 on: leads connections to
// production's hosts to the local service, and browsers to its pages. Plain JavaScript, because the Node
// that loads it is the program's. What it needs stands in the query of its own address.
import childProcess from 'node:child_process';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

const settings = new URL(import.meta.url).searchParams;
const port = Number(settings.get('port'));
const hosts = new Set((settings.get('hosts') ?? '').split(' '));
const pages = settings.get('pages');

const authorizeUrls =
  /https:\/\/(?:oauth\.iracing\.com(?=\/oauth2\/authorize)|api\.trackmania\.com(?=\/oauth\/authorize))/g;
const toLocal = (value) =>
  typeof value === 'string' ? value.replace(authorizeUrls, pages) : value;

const isAnswered = (host) => typeof host === 'string' && hosts.has(host.toLowerCase());

/** The arguments of tls.connect, which takes options alone or a port and a host before them. */
function redirect([first, second, ...rest]) {
  if (typeof first === 'object' && first !== null) {
    if (first.socket || !isAnswered(first.host)) return [first, second, ...rest];
    const { host, servername } = first;
    const changed = { ...first, host: '127.0.0.1', port, servername: servername || host };
    delete changed.lookup;
    return [changed, second, ...rest];
  }
  if (!isAnswered(second)) return [first, second, ...rest];
  const [options, ...others] = rest;
  if (typeof options !== 'object') return [port, '127.0.0.1', { servername: second }, ...rest];
  return [port, '127.0.0.1', { servername: second, ...options }, ...others];
}

/** Puts a function before one of Node's own, which gets other arguments; what it carries stays. */
function changeArguments(target, name, change) {
  const original = target[name];
  const changed = function changed(...parts) {
    return original.apply(this, change(parts));
  };
  target[name] = Object.defineProperties(changed, Object.getOwnPropertyDescriptors(original));
}

changeArguments(tls, 'connect', redirect);

// A server that sends its visitor's browser to sign in does so by a header.
const isLocation = (name) => typeof name === 'string' && name.toLowerCase() === 'location';
function changeHeaders(headers) {
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0]))
      return headers.map(([name, value]) => [name, isLocation(name) ? toLocal(value) : value]);
    return headers.map((value, index) =>
      index % 2 === 1 && isLocation(headers[index - 1]) ? toLocal(value) : value,
    );
  }
  if (typeof headers !== 'object' || headers === null) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      isLocation(name) ? toLocal(value) : value,
    ]),
  );
}
const answer = http.ServerResponse.prototype;
changeArguments(answer, 'setHeader', ([name, value, ...rest]) => [
  name,
  isLocation(name) ? toLocal(value) : value,
  ...rest,
]);
changeArguments(answer, 'writeHead', (parts) => parts.map(changeHeaders));

// A program that opens a browser starts it as a command.
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync']) {
  changeArguments(childProcess, name, (parts) =>
    parts.map((part) => (Array.isArray(part) ? part.map(toLocal) : toLocal(part))),
  );
}

syncBuiltinESMExports();
