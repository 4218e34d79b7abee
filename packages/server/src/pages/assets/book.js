// What the book gains when scripts run: keys, search while one types, and fields that check a value of
// the reader's. Nothing that is typed leaves the page; its policy allows no connection.

const keysDialog = document.querySelector('#book-keys');
const searchDialog = document.querySelector('#book-search');
const keysSwitch = keysDialog.querySelector('input');
const keysSetting = 'pitpass.book.keys';

function readSetting() {
  try {
    return localStorage.getItem(keysSetting) !== 'off';
  } catch {
    return true;
  }
}

let areKeysOn = readSetting();
keysSwitch.checked = areKeysOn;
keysSwitch.addEventListener('change', () => {
  areKeysOn = keysSwitch.checked;
  try {
    localStorage.setItem(keysSetting, areKeysOn ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing keeps this neither.
  }
});

function open(dialog) {
  for (const other of document.querySelectorAll('dialog[open]')) other.close();
  dialog.showModal();
}

function isTyping({ target }) {
  const field = target.closest?.('input:not([type=checkbox]), textarea, [contenteditable]');
  // For a moment after a dialog has closed, what had the focus in it has it still.
  return field != null && field.closest('dialog:not([open])') === null;
}

document.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, isComposing } = event;
  if (ctrlKey || metaKey || altKey || isComposing || isTyping(event)) return;
  if (key === '?') {
    event.preventDefault();
    open(keysDialog);
    return;
  }
  if (!areKeysOn || document.querySelector('dialog[open]') !== null) return;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    document.querySelector(`a[rel=${key === 'ArrowLeft' ? 'prev' : 'next'}]`)?.click();
  } else if (key === '/' || key.toLowerCase() === 's') {
    event.preventDefault();
    openSearch();
  }
});

for (const button of document.querySelectorAll('[data-open-keys]')) {
  button.hidden = false;
  button.addEventListener('click', () => open(keysDialog));
}
document.querySelector('[data-open-search]')?.addEventListener('click', (event) => {
  event.preventDefault();
  openSearch();
});

// Beside the text the chapters are open, and the reader's own is in sight.
const contents = document.querySelector('.book-contents');
const contentsList = contents.querySelector('details');
const isBeside = matchMedia('(width >= 880px)');

function placeContents() {
  contentsList.open = isBeside.matches;
  const current = contents.querySelector('[aria-current]');
  if (!isBeside.matches || current === null) return;
  contents.scrollTop = current.offsetTop - contents.clientHeight / 2;
}

placeContents();
isBeside.addEventListener('change', placeContents);

// Search: the index is a module, which the page's policy lets it load from its own service alone.
const field = searchDialog.querySelector('input');
const list = searchDialog.querySelector('[data-found]');
const status = searchDialog.querySelector('[role=status]');
let search;

async function loadSearch() {
  const { module, index } = searchDialog.dataset;
  const [{ findPlaces }, { default: places }] = await Promise.all([import(module), import(index)]);
  return (query) => findPlaces(places, query);
}

function openSearch() {
  search ??= loadSearch();
  open(searchDialog);
  field.select();
}

function line(className, text) {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function toItem({ href, chapter, title, excerpt }) {
  const link = document.createElement('a');
  link.href = new URL(href, new URL(searchDialog.dataset.book, location.href)).href;
  link.textContent = title;
  const item = document.createElement('li');
  item.append(link, line('small', chapter), line('book-excerpt', excerpt));
  return item;
}

async function showFound() {
  const query = field.value;
  search ??= loadSearch();
  const found = (await search)(query);
  if (field.value !== query) return;
  list.replaceChildren(...found.map(toItem));
  const { none, one, many } = searchDialog.dataset;
  const words = found.length === 1 ? one : many.replace('{count}', String(found.length));
  status.textContent = query.trim() === '' ? '' : found.length === 0 ? none : words;
}

field.addEventListener('input', () => void showFound());
// A place on this page is reached without leaving it.
list.addEventListener('click', ({ target }) => {
  if (target.closest('a') !== null) searchDialog.close();
});

// Fields.
const encoder = new TextEncoder();
const digest = async (text) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const urlSafe = (text) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function checkPkce({ verifier, challenge }) {
  if (verifier === '') return {};
  const bytes = await digest(verifier);
  const s256 = urlSafe(base64(bytes));
  const given = challenge.trim();
  const verdict = () => {
    if (!/^[A-Za-z0-9\-._~]*$/.test(verifier)) return 'characters';
    if (verifier.length < 43 || verifier.length > 128) return 'short';
    if (given === '') return undefined;
    if (given === s256) return 'right';
    if (given === verifier) return 'plain';
    if (given === `${s256}=`) return 'padded';
    if (given === base64(bytes)) return 'standard';
    return given === hex(bytes) || given === btoa(hex(bytes)) ? 'hex' : 'wrong';
  };
  return { results: { s256 }, verdict: verdict(), count: verifier.length };
}

async function listMistakes(secret, identifier) {
  const id = identifier.trim().toLowerCase();
  const texts = {
    identifierFirst: id + secret,
    identifierCase: secret + identifier.trim(),
    identifierSpace: secret + identifier.toLowerCase(),
    secretCase: secret.toLowerCase() + id,
    secretSpace: secret.trim() + id,
  };
  const mistakes = [];
  for (const [name, text] of Object.entries(texts)) {
    mistakes.push([name, base64(await digest(text))]);
  }
  for (const separator of [':', ' ', '|', '.', '+']) {
    mistakes.push(['separator', base64(await digest(secret + separator + id))]);
  }
  const bytes = await digest(secret + id);
  const right = base64(bytes);
  mistakes.push(['urlSafe', urlSafe(right)], ['urlSafe', `${urlSafe(right)}=`]);
  mistakes.push(['hex', hex(bytes)], ['hex', btoa(hex(bytes))]);
  mistakes.push(['plus', right.replaceAll('+', ' ')]);
  mistakes.push(['twice', base64(await digest(right + id))]);
  return mistakes;
}

async function checkMasking({ secret, identifier, masked: given }) {
  if (secret === '' || identifier === '') return {};
  const masked = base64(await digest(secret + identifier.trim().toLowerCase()));
  const encoded = encodeURIComponent(masked);
  const results = { masked, encoded };
  if (given === '') return { results };
  if (given === masked) return { results, verdict: 'right' };
  if (given === encoded) return { results, verdict: 'encoded' };
  const mistake = (await listMistakes(secret, identifier)).find(([, value]) => value === given);
  return { results, verdict: mistake?.[0] ?? 'wrong' };
}

const checks = { pkce: checkPkce, masking: checkMasking };

function wireTool(tool) {
  tool.querySelector('[data-without-scripts]').remove();
  const verdictLine = tool.querySelector('[data-verdict]');
  if (globalThis.crypto?.subtle === undefined) {
    verdictLine.textContent = tool.dataset.noDigest;
    return;
  }
  const verdicts = JSON.parse(tool.dataset.verdicts);
  const fields = [...tool.querySelectorAll('[data-field]')];
  const show = async () => {
    const values = Object.fromEntries(fields.map(({ dataset, value }) => [dataset.field, value]));
    const { results = {}, verdict, count } = await checks[tool.dataset.tool](values);
    for (const output of tool.querySelectorAll('[data-result]')) {
      output.value = results[output.dataset.result] ?? '–';
    }
    const words = verdict === undefined ? '' : verdicts[verdict];
    verdictLine.textContent = words.replace('{count}', String(count));
    verdictLine.dataset.verdict = verdict ?? '';
  };
  tool.querySelector('.book-fields').hidden = false;
  tool.addEventListener('input', () => void show());
}

document.querySelectorAll('[data-tool]').forEach(wireTool);
