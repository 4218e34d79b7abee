// Passkeys, and codes that are copied. What these buttons do cannot be done without a script; the pages
// say so, and everything else on them works without it.

function toBytes(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const withBytes = (credentials = []) =>
  credentials.map((credential) => ({ ...credential, id: toBytes(credential.id) }));

// For browsers that know passkeys but not their JSON methods.
function readCreationOptions(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  };
}

function readRequestOptions(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
  };
}

function toJson(credential) {
  if (typeof credential.toJSON === 'function') return credential.toJSON();
  const { response } = credential;
  const fields = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature'];
  const present = fields.filter((name) => response[name] !== undefined);
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(present.map((name) => [name, toText(response[name])])),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  };
}

const knows = (method) => typeof PublicKeyCredential[method] === 'function';

async function ask(kind, options) {
  if (kind === 'create') {
    const publicKey = knows('parseCreationOptionsFromJSON')
      ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
      : readCreationOptions(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = knows('parseRequestOptionsFromJSON')
    ? PublicKeyCredential.parseRequestOptionsFromJSON(options)
    : readRequestOptions(options);
  return navigator.credentials.get({ publicKey });
}

async function usePasskey(event) {
  const button = event.currentTarget;
  const { form } = button;
  const status = form.querySelector('[data-passkey-status]');
  event.preventDefault();
  if (form.dataset.asking !== undefined) return;
  if (typeof PublicKeyCredential === 'undefined') {
    status.textContent = button.dataset.unsupported;
    return;
  }
  form.dataset.asking = '';
  status.textContent = button.dataset.waiting;
  try {
    const credential = await ask(button.dataset.passkey, JSON.parse(button.dataset.options));
    form.elements.passkey.value = JSON.stringify(toJson(credential));
    form.requestSubmit();
  } catch {
    status.textContent = button.dataset.failed;
  } finally {
    delete form.dataset.asking;
  }
}

async function copyCodes(event) {
  const button = event.currentTarget;
  const codes = document.querySelectorAll('[data-code]');
  const lines = Array.from(codes, (code) => code.textContent.trim());
  await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
  document.querySelector('[data-copy-status]').textContent = button.dataset.copied;
}

for (const button of document.querySelectorAll('[data-passkey]')) {
  button.addEventListener('click', usePasskey);
}
for (const button of document.querySelectorAll('[data-copy-codes]')) {
  button.hidden = false;
  button.addEventListener('click', copyCodes);
}
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
